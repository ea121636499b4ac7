/** All of the head-end put together: store, stations, market gateways, networks; started and stopped as one. */
import { join } from 'node:path';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { type Clock, realClock, realTimer, type Timer } from '../platform/time.ts';
import type { Service } from '../protocol/definition/service.ts';
import { eui64Bytes, eui64FromCompact } from '../protocol/identifiers/eui64.ts';
import { Parties } from './access/parties.ts';
import type { Authorities } from './authorities/authorities.ts';
import { noteBrokerRefusal } from './dispatch/broker-refusal.ts';
import type { RetryPolicy } from './dispatch/dispatcher.ts';
import { Flow } from './dispatch/flow.ts';
import type { Stations } from './dispatch/stations.ts';
import { noteTlsRefusal } from './dispatch/tls-refusal.ts';
import { type BrokerEvents, type Gates, makeBroker, openGates, openLinks } from './gateways.ts';
import { expectIdentity, type HeadEndIdentity, loadIdentity, makeIdentity } from './identity.ts';
import { Inventory } from './inventory/inventory.ts';
import { bridgeFormatted } from './market/bridge/event-data.ts';
import { DuisFormat } from './market/duis/format.ts';
import { DuisServer } from './market/duis/server.ts';
import { onAnswered } from './non-device/after-answer.ts';
import { handlers } from './non-device/handler.ts';
import { WanCoverage } from './non-device/wan-coverage.ts';
import { Outbox } from './outbox/outbox.ts';
import { Register } from './registration/registration.ts';
import { DueQueue } from './scheduling/due-queue.ts';
import { Schedules } from './scheduling/schedules.ts';
import type { Security } from './security.ts';
import { MasterData } from './store/master-data.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';
import { NativeTranslator } from './translation/native.ts';
import type { GatedBroker } from './transport/broker-port.ts';
import type { DeviceLink } from './transport/device-link.ts';
import { EmbeddedBroker } from './transport/embedded-broker.ts';
import { tlsOf } from './transport/tls.ts';

export type HeadEndOptions = {
  /** The folder of everything kept; absent: nothing outlives the process. */
  readonly directory?: string;
  /** `postgresql://…`; absent: PGlite in the folder. */
  readonly databaseUrl?: string;
  readonly host: string;
  /** Of the DUIS web services; 0 takes a free one. */
  readonly httpPort: number;
  /** A port for the broker in this process (0: a free one), or the URL of another broker. */
  readonly mqtt: { readonly port: number } | { readonly url: string; readonly password?: string };
  readonly serialPorts?: readonly string[];
  readonly baudRate?: number;
  /** Links beside MQTT and serial ports, asked before them. */
  readonly links?: readonly DeviceLink[];
  readonly retry?: RetryPolicy;
  /** The time a device has to answer; absent: the target response time of the service. */
  readonly responseSeconds?: (service: Service) => number;
  /** Until a message that its user has not confirmed is sent again for the first time. */
  readonly deliverAgainMillis?: number;
  readonly clock?: Clock;
  readonly timer?: Timer;
  /** Who the head-end is; absent: as in the folder, or new. */
  readonly identity?: HeadEndIdentity;
  /** TLS everywhere, and who is who by certificate; absent: for loopback only. */
  readonly security?: Security;
  /** Absent: what only they can have done is not offered. */
  readonly authorities?: Authorities;
  /** For people: one line of what happens beside the audit. */
  readonly log?: (line: string) => void;
};

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

/** What is under way when it is stopped has so long to end in good order. */
const STOP_MILLIS = 2_000;

export async function startHeadEnd(options: HeadEndOptions): Promise<HeadEnd> {
  const { clock = realClock, timer = realTimer, directory } = options;
  const store = await openStore({
    ...(directory === undefined ? { inMemory: true as const } : { directory }),
    ...(options.databaseUrl === undefined ? {} : { url: options.databaseUrl }),
    nowMillis: () => clock.nowMillis(),
    timer,
  });
  // After the store: its lock keeps a second head-end from making another identity.
  const identity = identityOf(options);
  // Nobody is let in before the broker is opened, and by then the stations are there to hear of it.
  const heard: BrokerEvents = {
    onRefused: () => {},
    onSubscribed: () => {},
    onTlsRefused: () => {},
  };
  const tls = tlsOf(options, clock, timer, (refusal) => heard.onTlsRefused(refusal));
  const broker = await makeBroker(options, heard, tls?.mqtt, identity.eui64);
  const link = await openLinks(options, broker, identity);
  const counts = new Map<string, number>();
  const format = new DuisFormat(clock, options.security?.xmlSigner ?? xmlSigner(identity));
  const stations = await makeStations(options, { store, identity, link, format, counts });
  const { report, outbox } = stations;
  heard.onRefused = (refusal) => noteBrokerRefusal(stations, refusal);
  heard.onTlsRefused = (refusal) => noteTlsRefusal(stations, refusal);
  heard.onSubscribed = (client) => {
    // A party that is back does not wait for the next try of what it missed.
    if (client.kind === 'party') outbox.recipientBack(eui64FromCompact(client.id));
  };
  const flow = new Flow(stations);
  const gates = openGates(stations, flow, broker, timer, options);
  const server = new DuisServer({ intake: flow, format, report, clock, ...tls?.serverOptions });
  const stopWatching = tls?.watch(report);
  const running: Running = { stations, flow, server, broker, gates, timer, stopWatching };
  const httpPort = await start(running, options);
  const { parties, register, inventory, coverage } = stations;
  return {
    identity,
    store,
    parties,
    register,
    inventory,
    coverage,
    outbox,
    flow,
    httpPort,
    mqttPort: broker instanceof EmbeddedBroker ? broker.port : undefined,
    counts,
    stop: () => stop(running),
  };
}

async function makeStations(
  options: HeadEndOptions,
  parts: Pick<Stations, 'store' | 'link'> & {
    readonly identity: HeadEndIdentity;
    readonly format: DuisFormat;
    readonly counts: Map<string, number>;
  },
): Promise<Stations> {
  const { clock = realClock, timer = realTimer, authorities = {}, log = () => {} } = options;
  const { store, link, identity, format, counts } = parts;
  const nowMillis = () => clock.nowMillis();
  const master = await masterData(store, nowMillis);
  return {
    headEnd: identity.eui64,
    clock,
    store,
    outbox: new Outbox(store, { nowMillis, timer, random: Math.random }),
    ...master,
    due: new DueQueue(clock, timer),
    link,
    translator: new NativeTranslator(nodeCrypto, identity, authorities),
    authorities,
    handlers,
    onAnswered: (request, answer) => onAnswered(master, request, answer, nowMillis()),
    formats: {
      duis: (message, recipient) => format.formatted(message, recipient),
      bridge: bridgeFormatted,
    },
    ...(options.retry ? { retry: options.retry } : {}),
    ...(options.responseSeconds ? { responseSeconds: options.responseSeconds } : {}),
    count: (code) => counts.set(code, (counts.get(code) ?? 0) + 1),
    report: (about, error) => log(`${about}: ${(error as Error).message}`),
  };
}

type Running = {
  readonly stations: Stations;
  readonly flow: Flow;
  readonly server: DuisServer;
  readonly broker: GatedBroker;
  readonly gates: Gates;
  readonly timer: Timer;
  readonly stopWatching: (() => void) | undefined;
};

/** Gives the port of the web services. What fails leaves nothing running. */
async function start(running: Running, { httpPort, host }: HeadEndOptions): Promise<number> {
  const { stations, flow, server, broker, gates } = running;
  try {
    await noteStep(stations, 'started');
    // What was unfinished goes first; then the answers that wait; then new requests.
    await flow.start();
    await stations.outbox.start();
    await gates.bridge.start();
    // Late, so that what a meter or party sends at once is not acknowledged before somebody listens.
    await broker.open();
    return await server.listen(httpPort, host);
  } catch (error) {
    await stop(running);
    throw error;
  }
}

/** Ends although the broker or the database may be away. */
async function stop(running: Running): Promise<void> {
  const { stations, flow, server, broker, gates, timer } = running;
  running.stopWatching?.();
  const { outbox, link, store } = stations;
  flow.stop();
  // First, while the broker still takes it.
  await gates.bridge.stop();
  const quiet = Promise.all([server.close(), outbox.stop()]);
  await link.close();
  // A publish that waits for its broker ends here, a write that waits for its database below.
  await broker.close();
  await settled(quiet, timer);
  gates.sender.stop();
  // Written with what else waits; should the database be away it is lost, and the next start is still there.
  noteStep(stations, 'stopped').catch(() => undefined);
  await store.close();
  await quiet;
}

function noteStep({ store, clock }: Stations, step: 'started' | 'stopped'): Promise<unknown> {
  return store.commit({ kind: 'audit', audit: [{ atMillis: clock.nowMillis(), step }] });
}

/** Resolves when it has, or at the latest after STOP_MILLIS. */
function settled(quiet: Promise<unknown>, timer: Timer): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timer.after(STOP_MILLIS, resolve);
    const end = () => {
      cancel();
      resolve();
    };
    quiet.then(end, end);
  });
}

function identityOf({ identity, security, directory }: HeadEndOptions): HeadEndIdentity {
  if (identity) return identity;
  const file = directory === undefined ? undefined : join(directory, 'identity.json');
  if (!security) return file === undefined ? makeIdentity() : loadIdentity(file);
  if (file !== undefined) expectIdentity(file, security.identity.eui64);
  return security.identity;
}

async function masterData(store: Store, nowMillis: () => number) {
  const storage = new MasterData(store, nowMillis);
  const parties = new Parties(storage);
  const register = new Register(storage);
  const inventory = new Inventory(storage);
  const schedules = new Schedules(storage);
  const coverage = new WanCoverage(storage);
  for (const part of [parties, register, inventory, schedules, coverage]) await part.load();
  return { parties, register, inventory, schedules, coverage };
}

/** Without a public key infrastructure the certificate's names are of none that exists. */
function xmlSigner({ eui64, xmlSigningKey }: HeadEndIdentity) {
  const serial = eui64Bytes(eui64).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  return { key: xmlSigningKey, issuerName: 'CN=Meterwright', serialNumber: serial };
}
