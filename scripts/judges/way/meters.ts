/** A device of its own for each request, of the kind it is for, so that none meets what another has left behind. */
import { emulatedMpan, emulatedMprn } from '../../../cli/emulated-market.ts';
import { type StartedMeter, startMeter } from '../../../cli/start-meter.ts';
import { supplierAnchor } from '../../../cli/supplier-keys.ts';
import { anchorOf } from '../../../headend/authorities/authorities.ts';
import { headEndAnchor } from '../../../headend/identity.ts';
import { InMemoryLink } from '../../../headend/transport/in-memory-link.ts';
import type { EmulatedHome } from '../../../meter-emulator/board/emulated-home.ts';
import { EMULATED_LABELS, makeIdentity } from '../../../meter-emulator/board/factory.ts';
import { seededRandom } from '../../../meter-emulator/board/seeded-random.ts';
import { type FactorySettings, recordOf } from '../../../meter-emulator/firmware/provision.ts';
import type { Identity } from '../../../meter-emulator/firmware/state.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { TrustAnchors } from '../../../protocol/credentials.ts';
import { type Eui64, eui64FromBytes } from '../../../protocol/identifiers/eui64.ts';
import { ROOT_PUBLIC } from './certificates.ts';
import { startGasMeterBehind } from './gas-meter-behind.ts';
import { type Market, NETWORK_OPERATOR, SUPPLIER } from './market.ts';
import type { Kind, Sample } from './samples.ts';
import { houseOf, settingsOf } from './situations.ts';

const DAY_SECONDS = 86_400;

/** `find` gives the published public key of a device's agreement; what it shares follows from the supplier's secret. */
export type PublishedKey = (eui64: Eui64) => Uint8Array | undefined;

export type Fitted = {
  readonly target: Eui64;
  readonly mpxn: string;
  /** Where the device takes and gives messages: the head-end's network, or out of its reach. */
  readonly link: InMemoryLink;
  /** The device, and what was started for it. */
  stop(): Promise<void>;
};

/** In the published identifiers' range, past those that the requests use. */
function ownEui64(index: number): Eui64 {
  return eui64FromBytes(Uint8Array.of(0, 0xdb, 0x12, 0x34, 0x57, 0, index >> 8, index & 0xff));
}

/** Enrols what the request is for, as the `index`th, and starts the device that answers. */
export async function fit(
  market: Market,
  sample: Sample,
  index: number,
  published: PublishedKey,
): Promise<Fitted> {
  const { kind } = sample;
  const own = ownEui64(index);
  // A UTRN is for the one meter that the requests name.
  const meterEui64 = sample.service.reference === '2.2' ? sample.target : own;
  const mpxn = await enrolPoint(market, kind, index);
  const place = { status: 'Commissioned', mpxn, ...exportOf(kind, index) } as const;
  const random = seededRandom(nodeCrypto, `conformance/${index}`);
  const made = makeIdentity(nodeCrypto, random, meterEui64, EMULATED_LABELS[kind]);
  const prepaymentPublic = published(meterEui64) ?? made.prepaymentPublic;
  const identity = { ...made, prepaymentPublic };
  await market.headEnd.inventory.put({ ...place, record: recordOf(identity) });
  const settings = settingsOf(sample.file, kind);
  const anchors = anchorsOf(market, sample);
  const isPublished = published(meterEui64) !== undefined;
  const link = sample.isBrought ? new InMemoryLink() : market.link;
  const home = houseOf(sample.file);
  const meter = await startMeterOf(
    market,
    { settings, anchors, identity, link, home },
    isPublished,
  );
  const fitted = { target: meterEui64, mpxn, link };
  if (kind !== 'gasProxy') return { ...fitted, stop: () => meter.stop() };
  const { file } = sample;
  const behind = { home, anchors, mpxn, file, index };
  const gas = await startGasMeterBehind(market, meter, behind);
  const stop = async () => {
    await gas.stop();
    await meter.stop();
  };
  return { ...fitted, stop };
}

/** Gives its MPAN or MPRN. */
async function enrolPoint({ headEnd }: Market, kind: Kind, index: number): Promise<string> {
  const registrations = [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }];
  const grants = [{ party: SUPPLIER, role: 'OU', effectiveFromUtcSeconds: 0 } as const];
  const point = { networkOperator: NETWORK_OPERATOR, registrations, grants };
  if (isGas(kind)) {
    const mpxn = emulatedMprn(index);
    await headEnd.register.put({ ...point, mpxn, fuel: 'gas' });
    return mpxn;
  }
  const mpxn = emulatedMpan(index);
  await headEnd.register.put({ ...point, mpxn, fuel: 'electricity' });
  const { exportMpan = '' } = exportOf(kind, index);
  await headEnd.register.put({ ...point, mpxn: exportMpan, fuel: 'electricity' });
  return mpxn;
}

const isGas = (kind: Kind) => kind === 'gas' || kind === 'gasProxy';
const EXPORT_FROM = 1_000_000;
const exportOf = (kind: Kind, index: number) =>
  isGas(kind) ? {} : { exportMpan: emulatedMpan(EXPORT_FROM + index) };

/** A meter that is to be handed over is the DCC's until then, in the slot that the request names. */
function anchorsOf(market: Market, { service, xml }: Sample): TrustAnchors {
  const { headEnd, supplier, networkOperatorSecret, authorities } = market;
  const networkOperator = { eui64: NETWORK_OPERATOR, signingSecret: networkOperatorSecret };
  const dcc = anchorOf(nodeCrypto, authorities.handover);
  const own = {
    headEnd: headEndAnchor(nodeCrypto, headEnd.identity),
    supplier: supplierAnchor(supplier),
    networkOperator: anchorOf(nodeCrypto, networkOperator),
    changeOfSupplier: anchorOf(nodeCrypto, authorities.changeOfSupplier),
    root: { signingPublic: ROOT_PUBLIC },
  };
  if (service.reference !== '6.21') return own;
  return xml.includes('>NetworkOperator<')
    ? { ...own, networkOperator: dcc }
    : { ...own, supplier: { ...own.supplier, ...dcc } };
}

function startMeterOf(
  { supplier }: Market,
  parts: {
    readonly settings: FactorySettings;
    readonly anchors: TrustAnchors;
    readonly identity: Identity;
    readonly link: InMemoryLink;
    readonly home: EmulatedHome;
  },
  isPublished: boolean,
): Promise<StartedMeter> {
  const { settings, anchors, identity, link, home } = parts;
  return startMeter({
    identity,
    anchors,
    settings,
    seed: identity.eui64,
    network: { kind: 'inMemory', link },
    pastSeconds: DAY_SECONDS,
    home,
    ...(isPublished
      ? { crypto: sharing(supplier.prepaymentSecret, identity.prepaymentPublic) }
      : {}),
  });
}

/** The device's secret is not published; what it shares with the supplier follows from the other's. */
function sharing(supplierSecret: Uint8Array, devicePublic: Uint8Array): Crypto {
  const sharedSecret = () => nodeCrypto.p256.sharedSecret(supplierSecret, devicePublic);
  return { ...nodeCrypto, p256: { ...nodeCrypto.p256, sharedSecret } };
}
