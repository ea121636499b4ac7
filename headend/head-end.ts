/** All of the head-end put together: store, stations, market gateways, networks; started and stopped as one. */
import { join } from 'node:path';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { type Clock, realClock, realTimer, type Timer } from '../platform/time.ts';
import { eui64Bytes } from '../protocol/identifiers/eui64.ts';
import { Parties } from './access/parties.ts';
import type { RetryPolicy } from './dispatch/dispatcher.ts';
import { Flow } from './dispatch/flow.ts';
import type { Stations } from './dispatch/stations.ts';
import { type HeadEndIdentity, loadIdentity, makeIdentity } from './identity.ts';
import { Inventory } from './inventory/inventory.ts';
import { Bridge, type BridgeOptions } from './market/bridge/bridge.ts';
import { bridgeFormatted } from './market/bridge/format.ts';
import { DuisFormat } from './market/duis/format.ts';
import { DuisSender } from './market/duis/sender.ts';
import { DuisServer } from './market/duis/server.ts';
import { Outbox } from './outbox/outbox.ts';
import { Register } from './registration/registration.ts';
import { DueQueue } from './scheduling/due-queue.ts';
import { MasterData } from './store/master-data.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';
import { NativeTranslator } from './translation/native.ts';
import { BrokerClient } from './transport/broker-client.ts';
import type { BrokerPort } from './transport/broker-port.ts';
import { type DeviceLink, DeviceLinks } from './transport/device-link.ts';
import { EmbeddedBroker } from './transport/embedded-broker.ts';
import { MqttLink } from './transport/mqtt-link.ts';
import { SerialPorts } from './transport/serial-link.ts';

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
  readonly clock?: Clock;
  readonly timer?: Timer;
  /** Who the head-end is; absent: as in the folder, or new. */
  readonly identity?: HeadEndIdentity;
  /** For people: one line of what happens beside the audit. */
  readonly log?: (line: string) => void;
};

export type HeadEnd = {
  readonly identity: HeadEndIdentity;
  readonly store: Store;
  readonly parties: Parties;
  readonly register: Register;
  readonly inventory: Inventory;
  readonly outbox: Outbox;
  readonly flow: Flow;
  readonly httpPort: number;
  /** Of the broker in this process; undefined when it is another's. */
  readonly mqttPort: number | undefined;
  /** Refusals by code since the start. */
  readonly counts: ReadonlyMap<string, number>;
  stop(): Promise<void>;
};

const DEFAULT_BAUD_RATE = 115_200;

export async function startHeadEnd(options: HeadEndOptions): Promise<HeadEnd> {
  const { clock = realClock, timer = realTimer, directory, log = () => {} } = options;
  const store = await openStore({
    ...(directory === undefined ? { inMemory: true as const } : { directory }),
    ...(options.databaseUrl === undefined ? {} : { url: options.databaseUrl }),
    nowMillis: () => clock.nowMillis(),
    timer,
  });
  // After the store: its lock keeps a second head-end from making another identity.
  const identity = options.identity ?? identityIn(directory);
  const master = await masterData(store);
  const broker = await openBroker(options, log);
  const link = await openLinks(options, broker, identity, log);
  const counts = new Map<string, number>();
  const duisFormat = new DuisFormat(clock, xmlSigner(identity));
  const report = (about: string, error: unknown) => log(`${about}: ${(error as Error).message}`);
  const nowMillis = () => clock.nowMillis();
  const outbox = new Outbox(store, { nowMillis, timer, random: Math.random });
  const stations: Stations = {
    headEnd: identity.eui64,
    clock,
    store,
    outbox,
    ...master,
    due: new DueQueue(clock, timer),
    link,
    translator: new NativeTranslator(nodeCrypto, identity),
    formats: {
      duis: (message, recipient) => duisFormat.formatted(message, recipient),
      bridge: (message) => bridgeFormatted(message),
    },
    ...(options.retry ? { retry: options.retry } : {}),
    count: (code) => counts.set(code, (counts.get(code) ?? 0) + 1),
    report,
  };
  const flow = new Flow(stations);
  const gates = openGates(stations, flow, broker, timer);
  const server = new DuisServer({ intake: flow, format: duisFormat, report });
  // What was unfinished goes first; then the answers that wait; then new requests.
  await flow.start();
  await outbox.start();
  await gates.bridge.start();
  const httpPort = await server.listen(options.httpPort, options.host);
  return {
    identity,
    store,
    ...master,
    outbox,
    flow,
    httpPort,
    mqttPort: broker instanceof EmbeddedBroker ? broker.port : undefined,
    counts,
    async stop() {
      await server.close();
      flow.stop();
      await outbox.stop();
      gates.sender.stop();
      for (const part of [link, broker, store]) await part.close();
    },
  };
}

/** The two ways out to users, joined to the outbox. */
function openGates(
  { parties, outbox, headEnd, clock, report }: Stations,
  intake: Flow,
  broker: BrokerPort,
  timer: Timer,
): { sender: DuisSender; bridge: Bridge } {
  const receiveUrlOf = (recipient: string) => parties.get(recipient)?.receiveUrl;
  const sender = new DuisSender({ receiveUrlOf });
  const confirm: BridgeOptions['confirm'] = (party, ids) => outbox.confirm(party, ids);
  const bridge = new Bridge({ broker, intake, confirm, headEnd, clock, timer, report });
  outbox.register('duis', sender);
  outbox.register('bridge', bridge);
  return { sender, bridge };
}

function identityIn(directory: string | undefined): HeadEndIdentity {
  return directory === undefined ? makeIdentity() : loadIdentity(join(directory, 'identity.json'));
}

async function masterData(store: Store) {
  const storage = new MasterData(store.database);
  const parties = new Parties(storage);
  const register = new Register(storage);
  const inventory = new Inventory(storage);
  await parties.load();
  await register.load();
  await inventory.load();
  return { parties, register, inventory };
}

function openBroker(
  { mqtt, host }: HeadEndOptions,
  log: (line: string) => void,
): Promise<BrokerPort> {
  if ('url' in mqtt) {
    const { url, password } = mqtt;
    const session = { clientId: 'meterwright-head-end', userName: 'head-end' };
    return BrokerClient.open(url, { ...session, ...(password ? { password } : {}) });
  }
  return EmbeddedBroker.open({
    host,
    port: mqtt.port,
    onRefused: (client, what) => log(`broker: refused ${client}: ${what}`),
  });
}

async function openLinks(
  options: HeadEndOptions,
  broker: BrokerPort,
  identity: HeadEndIdentity,
  log: (line: string) => void,
): Promise<DeviceLink> {
  const { serialPorts = [], links = [], baudRate = DEFAULT_BAUD_RATE } = options;
  const serial = new SerialPorts({
    headEnd: identity.eui64,
    paths: serialPorts,
    baudRate,
    onLog: (path, text) => log(`${path}: ${text}`),
    onPeer: (path, device) => log(`${path}: ${device} says hello`),
  });
  return new DeviceLinks([...links, serial, await MqttLink.open(broker)]);
}

/** The certificate's names stand for one that a public key infrastructure will issue. */
function xmlSigner({ eui64, xmlSigningKey }: HeadEndIdentity) {
  const serial = eui64Bytes(eui64).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  return { key: xmlSigningKey, issuerName: 'CN=Meterwright', serialNumber: serial };
}
