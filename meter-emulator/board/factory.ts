/** Makes emulated meters: identity and keys, from a seed or from chance. */
import type { Crypto } from '../../protocol/cose/crypto.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { eui64FromBytes } from '../../protocol/identifiers/eui64.ts';
import type { Identity, Variant } from '../firmware/state.ts';
import { seededRandom } from './seeded-random.ts';

export type Label = Pick<Identity, 'deviceType' | 'manufacturer' | 'model' | 'firmwareVersion'>;

const label = (deviceType: Label['deviceType'], model: string): Label => ({
  deviceType,
  manufacturer: 'Meterwright',
  model,
  firmwareVersion: '00010000',
});

export const EMULATED_LABELS: Readonly<Record<Variant['kind'], Label>> = {
  singleElement: label('ESME', 'Emulated single-phase'),
  twinElement: label('ESME', 'Emulated twin-element'),
  polyphase: label('ESME', 'Emulated polyphase'),
  gas: label('GSME', 'Emulated gas'),
  communicationsHub: label('CHF', 'Emulated hub'),
  gasProxy: label('GPF', 'Emulated gas proxy'),
  prepaymentInterface: label('PPMID', 'Emulated PPMID'),
  loadControl: label('HCALCS', 'Emulated load control'),
};

/** `random` gives bytes nobody can guess, or the same ones each time in a simulation. */
export function makeIdentity(
  crypto: Crypto,
  random: (length: number) => Uint8Array,
  eui64: Eui64,
  label: Label = EMULATED_LABELS.singleElement,
): Identity {
  const signingSecret = random(32);
  const agreementSecret = random(32);
  const prepaymentSecret = p256Secret(random);
  return {
    eui64,
    ...label,
    signingSecret,
    signingPublic: crypto.ed25519.publicKey(signingSecret),
    agreementSecret,
    agreementPublic: crypto.x25519.publicKey(agreementSecret),
    prepaymentSecret,
    prepaymentPublic: crypto.p256.publicKey(prepaymentSecret),
  };
}

/** 1 to 2^255 - 1, so below the order of the curve; one bit of strength is given up for never failing. */
function p256Secret(random: (length: number) => Uint8Array): Uint8Array {
  const secret = random(32);
  secret[0] = (secret[0] as number) & 0x7f;
  secret[31] = (secret[31] as number) | 1;
  return secret;
}

/** Emulated meters have locally administered identifiers (IEEE 802: bit 2 of the first byte set). */
const PREFIX = Uint8Array.of(0x02, 0x4d, 0x57);

/** The `index`th identifier of the emulator's own range, 0 to 2^40 - 1. */
export function emulatedEui64(index: number): Eui64 {
  const bytes = new Uint8Array(8);
  bytes.set(PREFIX);
  for (let at = 7, rest = index; at >= 3; at--, rest = Math.floor(rest / 256))
    bytes[at] = rest % 256;
  return eui64FromBytes(bytes);
}

const INSTALL_CODE_BYTES = 16;
/** As printed on the device: it follows from who it is, so whoever knows that knows it. For emulation alone. */
export function emulatedInstallCode(crypto: Crypto, eui64: Eui64): Uint8Array {
  return seededRandom(crypto, `install code of ${eui64}`)(INSTALL_CODE_BYTES);
}

/** The meter number `index` of a seed: always the same one. */
export function seededIdentity(
  crypto: Crypto,
  seed: string,
  index: number,
  kind: Variant['kind'] = 'singleElement',
): Identity {
  const random = seededRandom(crypto, `${seed}/${index}`);
  return makeIdentity(crypto, random, emulatedEui64(index), EMULATED_LABELS[kind]);
}
