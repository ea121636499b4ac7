/** All of the head-end put together: store, stations, market gateways, networks; started and stopped as one. */
import { join } from 'node:path';
import { realClock, realTimer } from '../platform/time.ts';
import { eui64Bytes, eui64FromCompact } from '../protocol/identifiers/eui64.ts';
import type { Parties } from './access/parties.ts';
import { refusalOfBroker } from './dispatch/broker-refusal.ts';
import { Flow } from './dispatch/flow.ts';
import { RefusalNotes } from './dispatch/refusal-notes.ts';
import { refusalOfTls } from './dispatch/tls-refusal.ts';
import { makeEngines } from './engines.ts';
import { type BrokerEvents, makeBroker, openGates, openLinks, renewOut } from './gateways.ts';
import { expectIdentity, type HeadEndIdentity, loadIdentity, makeIdentity } from './identity.ts';
import type { Inventory } from './inventory/inventory.ts';
import { makeStations } from './make-stations.ts';
import { DuisFormat } from './market/duis/format.ts';
import { DuisServer } from './market/duis/server.ts';
import type { WanCoverage } from './non-device/wan-coverage.ts';
import type { HeadEndOptions } from './options.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Register } from './registration/register.ts';
import { type Running, start, stop } from './running.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';
import { EmbeddedBroker } from './transport/embedded-broker.ts';
import { tlsOf } from './transport/tls.ts';

export type { HeadEndOptions } from './options.ts';

export type HeadEnd = {
  readonly identity: HeadEndIdentity;
  readonly store: Store;
  readonly parties: Parties;
  readonly register: Register;
  readonly inventory: Inventory;
  readonly coverage: WanCoverage;
  readonly outbox: Outbox;
  readonly flow: Flow;
  readonly httpPort: number;
  /** Of the broker in this process; undefined when it is another's. */
  readonly mqttPort: number | undefined;
  /** Refusals by code since the start. */
  readonly counts: ReadonlyMap<string, number>;
  stop(): Promise<void>;
};

/** What fails leaves nothing running. */
export async function startHeadEnd(options: HeadEndOptions): Promise<HeadEnd> {
  const { clock = realClock, timer = realTimer, directory } = options;
  const store = await openStore({
    ...(directory === undefined ? { inMemory: true as const } : { directory }),
    ...(options.databaseUrl === undefined ? {} : { url: options.databaseUrl }),
    nowMillis: () => clock.nowMillis(),
    timer,
  });
  try {
    // After the store: its lock keeps a second head-end from making another identity.
    return await startOver(store, identityOf(options), options);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startOver(
  store: Store,
  identity: HeadEndIdentity,
  options: HeadEndOptions,
): Promise<HeadEnd> {
  const { clock = realClock, timer = realTimer } = options;
  // Nobody is let in before the broker is opened, and by then the stations are there to hear of it.
  const heard: BrokerEvents = {
    onRefused: () => {},
    onSubscribed: () => {},
    onTlsRefused: () => {},
  };
  const tls = tlsOf(options.security, clock, timer, (refusal) => heard.onTlsRefused(refusal));
  const broker = await makeBroker(options, heard, tls?.mqtt, identity.eui64);
  const link = await openLinks(options, broker, identity);
  const counts = new Map<string, number>();
  const format = new DuisFormat(clock, options.security?.xmlSigner ?? xmlSigner(identity));
  const stations = await makeStations(options, { store, identity, link, format, counts });
  const { report, outbox } = stations;
  const refusals = new RefusalNotes(stations, timer);
  heard.onRefused = (refusal) => refusals.note(refusalOfBroker(refusal));
  heard.onTlsRefused = (refusal) => refusals.note(refusalOfTls(refusal));
  heard.onSubscribed = (client) => {
    // A party that is back does not wait for the next try of what it missed.
    if (client.kind === 'party') outbox.recipientBack(eui64FromCompact(client.id));
  };
  const flow = new Flow(stations);
  const gates = openGates(stations, flow, broker, timer, options);
  const isHealthy = () => gates.bridge.isTaking;
  const answering = { intake: flow, format, report, clock, isHealthy };
  const server = new DuisServer({ ...answering, ...tls?.serverOptions });
  tls?.onRenewed((credential) => renewOut(credential, broker, gates));
  const stopWatching = tls?.watch(report);
  const running: Running = {
    engines: makeEngines(stations, flow, timer),
    ...{ stations, flow, server, broker, gates, timer, refusals },
    stopWatching,
  };
  const httpPort = await start(running, options);
  const { parties, register, inventory, coverage } = stations;
  return {
    ...{ identity, store, parties, register, inventory, coverage, outbox, flow, httpPort, counts },
    mqttPort: broker instanceof EmbeddedBroker ? broker.port : undefined,
    stop: () => stop(running),
  };
}

function identityOf({ identity, security, directory }: HeadEndOptions): HeadEndIdentity {
  if (identity) return identity;
  const file = directory === undefined ? undefined : join(directory, 'identity.json');
  if (!security) return file === undefined ? makeIdentity() : loadIdentity(file);
  if (file !== undefined) expectIdentity(file, security.identity.eui64);
  return security.identity;
}

/** Without a public key infrastructure the certificate's names are of none that exists. */
function xmlSigner({ eui64, xmlSigningKey }: HeadEndIdentity) {
  const serial = eui64Bytes(eui64).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  return { key: xmlSigningKey, issuerName: 'CN=Meterwright', serialNumber: serial };
}
