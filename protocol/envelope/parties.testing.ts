/** Two parties with fixed keys, and messages of every kind, for the tests of the envelope. */
import type { Crypto } from '../cose/crypto.ts';
import { parseEui64 } from '../identifiers/eui64.ts';
import type { Body, Kind } from './body.ts';
import { openEncrypted, openMac, openSigned, receive } from './open.ts';
import { Pair } from './pair.ts';
import { sealEncrypted, sealMac, sealSigned } from './seal.ts';

export const HEAD_END = parseEui64('90-B3-D5-1F-30-02-00-00');
export const METER = parseEui64('00-DB-12-34-56-78-90-A0');
export const KINDS = ['command', 'response', 'alert'] as const satisfies readonly Kind[];
export const PROTECTIONS = ['mac', 'signed', 'encrypted'] as const;
export type Protection = (typeof PROTECTIONS)[number];

export const AGREEMENT_SECRETS = {
  headEnd: new Uint8Array(32).fill(0x11),
  meter: new Uint8Array(32).fill(0x22),
};
export const SIGNING_SECRET = new Uint8Array(32).fill(0x33);

export function pairs(headEndCrypto: Crypto, meterCrypto = headEndCrypto) {
  const { headEnd, meter } = AGREEMENT_SECRETS;
  return {
    headEnd: new Pair(
      headEndCrypto,
      { eui64: HEAD_END, agreementSecret: headEnd },
      { eui64: METER, agreementPublic: headEndCrypto.x25519.publicKey(meter) },
    ),
    meter: new Pair(
      meterCrypto,
      { eui64: METER, agreementSecret: meter },
      { eui64: HEAD_END, agreementPublic: meterCrypto.x25519.publicKey(headEnd) },
    ),
  };
}

export const READ_PROFILE: Body = {
  originator: HEAD_END,
  recipient: METER,
  counter: 1000n,
  service: 0x0411,
  content: new Map([[1, 1_761_955_200]]),
  supplementary: { party: '90-B3-D5-1F-30-01-00-00', counter: 77n },
};

export function seal(pair: Pair, kind: Kind, body: Body, protection: Protection): Uint8Array {
  if (protection === 'mac') return sealMac(pair, kind, body);
  if (protection === 'encrypted') return sealEncrypted(pair, kind, body);
  return sealSigned(pair.crypto, SIGNING_SECRET, kind, body);
}

/** As a receiver that expects `protection` does. */
export function open(pair: Pair, kind: Kind, bytes: Uint8Array, protection: Protection): Body {
  const received = receive(bytes, 524_288);
  if (protection === 'mac') return openMac(pair, kind, received);
  if (protection === 'encrypted') return openEncrypted(pair, kind, received);
  const publicKey = pair.crypto.ed25519.publicKey(SIGNING_SECRET);
  return openSigned(pair.crypto, publicKey, kind, pair.own, received);
}
