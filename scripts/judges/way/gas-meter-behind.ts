/**
 * The gas meter of a proxy: the two are joined by the supplier's own requests, and the meter has been awake once, so
 * that the proxy has what it answers with.
 */
import { type StartedMeter, startMeter } from '../../../cli/start-meter.ts';
import { VARIANT } from '../../../headend/market/client/transport.ts';
import { writeRequest } from '../../../headend/market/duis/request.ts';
import type { EmulatedHome, HomeHub } from '../../../meter-emulator/board/emulated-home.ts';
import { EMULATED_LABELS, makeIdentity } from '../../../meter-emulator/board/factory.ts';
import { seededRandom } from '../../../meter-emulator/board/seeded-random.ts';
import { recordOf } from '../../../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import type { TrustAnchors } from '../../../protocol/credentials.ts';
import { serviceGroup } from '../../../protocol/definition/service.ts';
import { type Eui64, eui64FromBytes } from '../../../protocol/identifiers/eui64.ts';
import { joinServiceNonCritical } from '../../../protocol/services/join-service-non-critical.ts';
import { type Market, SUPPLIER } from './market.ts';
import { settingsOf } from './situations.ts';

const DAY_SECONDS = 86_400;

/** Lets everybody talk: what a hub does is judged by its own requests. */
const HUB: HomeHub = {
  eui64: '00-DB-12-34-56-78-90-A2',
  deviceType: 'CHF',
  joinDigest: new Uint8Array(),
  hear: () => {},
  log: () => undefined,
  isIn: () => true,
  overhear: () => {},
};

/** Throws when the proxy has not heard the whole of it. */
export async function startGasMeterBehind(
  market: Market,
  proxy: StartedMeter,
  parts: {
    readonly home: EmulatedHome;
    readonly anchors: TrustAnchors;
    readonly mpxn: string;
    readonly file: string;
    readonly index: number;
  },
): Promise<StartedMeter> {
  const { home, anchors, mpxn, file, index } = parts;
  const eui64 = eui64FromBytes(
    Uint8Array.of(0, 0xdb, 0x12, 0x34, 0x57, 1, index >> 8, index & 0xff),
  );
  const random = seededRandom(nodeCrypto, `conformance/gas/${index}`);
  const identity = makeIdentity(nodeCrypto, random, eui64, EMULATED_LABELS.gas);
  const record = recordOf(identity);
  await market.headEnd.inventory.put({ record, status: 'Commissioned', mpxn });
  home.attach(HUB);
  const gas = await startMeter({
    identity,
    anchors,
    settings: settingsOf(file, 'gas'),
    seed: eui64,
    network: { kind: 'inMemory', link: market.link },
    pastSeconds: DAY_SECONDS,
    home,
  });
  const proxyEui64 = proxy.meter.state.identity.eui64;
  await join(market, proxyEui64, eui64);
  await join(market, eui64, proxyEui64);
  gas.running.wake((meter) => meter.wake());
  if (!proxy.meter.state.mirror?.isWhole) throw new Error('the proxy has not heard its meter');
  return gas;
}

async function join(market: Market, target: Eui64, otherDeviceId: Eui64): Promise<void> {
  const { reference } = joinServiceNonCritical;
  const header = {
    requestId: `${SUPPLIER}:${target}:1`,
    commandVariant: VARIANT.command,
    serviceReference: serviceGroup(reference),
    serviceReferenceVariant: reference,
  };
  const body = { kind: 'service', value: { otherDeviceId } } as const;
  const answered = market.answer(header.requestId);
  const xml = writeRequest({ header, service: joinServiceNonCritical, body });
  await market.post('serviceS', xml);
  await answered;
}
