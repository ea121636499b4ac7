/** The demonstration: a head-end, a supplier on both market channels, a network operator, and meters of every kind. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type HeadEnd, startHeadEnd } from '../../headend/head-end.ts';
import { headEndAnchor } from '../../headend/identity.ts';
import { BridgeTransport } from '../../headend/market/client/bridge-transport.ts';
import { fileCounterStorage } from '../../headend/market/client/counter-storage.ts';
import { DuisTransport } from '../../headend/market/client/duis-transport.ts';
import { SupplierClient } from '../../headend/market/client/supplier-client.ts';
import type { Alert, Transport } from '../../headend/market/client/transport.ts';
import { BrokerClient } from '../../headend/transport/broker-client.ts';
import { InMemoryLink } from '../../headend/transport/in-memory-link.ts';
import { seededIdentity } from '../../meter-emulator/board/factory.ts';
import { recordOf } from '../../meter-emulator/firmware/provision.ts';
import type { Identity, Variant } from '../../meter-emulator/firmware/state.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { openPseudoTerminals, type PseudoTerminals } from '../../platform/pseudo-terminal.ts';
import { realClock, realTimer } from '../../platform/time.ts';
import type { TrustAnchors } from '../../protocol/credentials.ts';
import { type Eui64, eui64Compact } from '../../protocol/identifiers/eui64.ts';
import { emulatedMpan, emulatedMprn, NETWORK_OPERATOR, SUPPLIER } from '../emulated-market.ts';
import { settingsOf } from '../meter-kinds.ts';
import { type StartedMeter, startMeter } from '../start-meter.ts';
import {
  loadSupplierKeys,
  makeSupplierKeys,
  type SupplierKeys,
  saveSupplierKeys,
  supplierAnchor,
} from '../supplier-keys.ts';

/** A second user identity of the same company, on the bridge: an answer goes back the way it was asked. */
export const BRIDGE_SUPPLIER: Eui64 = '90-B3-D5-1F-30-02-00-00';
const BAUD_RATE = 115_200;
const PAST_SECONDS = 2 * 86_400;

/** In the order of the tour. */
const METERS: readonly {
  readonly kind: Variant['kind'];
  readonly isOnBridge?: true;
  readonly isOnCable?: true;
}[] = [
  { kind: 'singleElement' },
  { kind: 'polyphase' },
  { kind: 'twinElement', isOnBridge: true },
  { kind: 'singleElement', isOnCable: true },
  { kind: 'gas' },
];

export type DemoMeter = StartedMeter & {
  readonly eui64: Eui64;
  readonly mpxn: string;
  readonly prepaymentPublic: Uint8Array;
  readonly over: 'MQTT' | 'serial port' | 'memory';
};

export type Demo = {
  readonly headEnd: HeadEnd;
  readonly meters: readonly DemoMeter[];
  /** DUIS over HTTP. */
  readonly supplier: SupplierClient;
  /** CloudEvents over MQTT. */
  readonly bridgeSupplier: SupplierClient;
  readonly networkOperator: SupplierClient;
  readonly alerts: readonly Alert[];
  /** Why the serial port is not shown, when it is not. */
  readonly withoutSerial: string | undefined;
  /** False when the folder is that of an earlier run: its meters were off in between. */
  readonly isNew: boolean;
  stop(): Promise<void>;
};

export type DemoOptions = {
  /** A folder for the database, the flash of the meters and the counters. */
  readonly directory: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly log: (line: string) => void;
  /** What takes a while. */
  readonly progress: (line: string) => void;
};

type Stops = (() => Promise<void>)[];

/** What fails leaves nothing running. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const stops: Stops = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    return { ...(await startAll(options, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(options: DemoOptions, stops: Stops): Promise<Omit<Demo, 'stop'>> {
  const { directory, log, progress } = options;
  const isNew = !existsSync(join(directory, 'identity.json'));
  const cable = await openPseudoTerminals();
  if (cable.kind === 'pair') stops.push(() => cable.close());
  const memory = new InMemoryLink();
  progress('Starting the database, the broker and the head-end…');
  const headEnd = await startHeadEnd({
    directory,
    host: '127.0.0.1',
    httpPort: options.httpPort,
    mqtt: { port: options.mqttPort },
    serialPorts: cable.kind === 'pair' ? [cable.a] : [],
    baudRate: BAUD_RATE,
    links: [memory],
    log,
  });
  stops.push(() => headEnd.stop());
  const company = keysOf(directory, SUPPLIER);
  const bridgeCompany = keysOf(directory, BRIDGE_SUPPLIER);
  const alerts: Alert[] = [];
  const users = await openUsers(headEnd, directory, company, bridgeCompany, alerts, stops);
  await enrolUsers(headEnd, company, bridgeCompany, users.receiveUrls);
  progress(
    isNew
      ? 'Starting the meters, with two simulated days behind them…'
      : 'Starting the meters, as they were left…',
  );
  const meters = await startMeters(
    headEnd,
    cable,
    memory,
    options,
    [company, bridgeCompany],
    stops,
  );
  const withoutSerial = cable.kind === 'pair' ? undefined : cable.why;
  return { headEnd, meters, ...users, alerts, withoutSerial, isNew };
}

/** The company's keys in the folder, made and written there the first time: its meters trust them. */
function keysOf(directory: string, eui64: Eui64): SupplierKeys {
  const path = join(directory, `${eui64Compact(eui64)}-keys.json`);
  if (existsSync(path)) return loadSupplierKeys(path);
  // The port for answers is another one in each run.
  const keys = makeSupplierKeys(eui64, 'http://127.0.0.1/');
  saveSupplierKeys(path, keys);
  return keys;
}

async function openUsers(
  headEnd: HeadEnd,
  directory: string,
  company: SupplierKeys,
  bridgeCompany: SupplierKeys,
  alerts: Alert[],
  stops: Stops,
) {
  const url = `http://127.0.0.1:${headEnd.httpPort}`;
  const duis = (party: Eui64) =>
    new DuisTransport({ party, url, receive: { host: '127.0.0.1', port: 0 } });
  const open = async (transport: Transport, of: SupplierKeys) => {
    const file = (name: string) => join(directory, `${eui64Compact(of.eui64)}-${name}`);
    const client = await SupplierClient.open({
      transport,
      crypto: nodeCrypto,
      timer: realTimer,
      signingSecret: of.signingSecret,
      requestCounter: fileCounterStorage(file('requests')),
      prepayment: {
        secret: of.prepaymentSecret,
        storageOf: (device) => fileCounterStorage(file(`tokens-${eui64Compact(device)}`)),
      },
      onAlert: async (alert) => {
        alerts.push(alert);
      },
    });
    stops.push(() => client.close());
    return client;
  };
  const broker = await BrokerClient.open(`mqtt://127.0.0.1:${headEnd.mqttPort}`, {
    clientId: `party-${eui64Compact(BRIDGE_SUPPLIER)}`,
    userName: `party:${eui64Compact(BRIDGE_SUPPLIER)}`,
  });
  stops.push(() => broker.close());
  const bridge = new BridgeTransport({
    party: BRIDGE_SUPPLIER,
    broker,
    clock: realClock,
    timer: realTimer,
  });
  const supplierDuis = duis(SUPPLIER);
  const operatorDuis = duis(NETWORK_OPERATOR);
  const clients = {
    supplier: await open(supplierDuis, company),
    bridgeSupplier: await open(bridge, bridgeCompany),
    networkOperator: await open(operatorDuis, keysOf(directory, NETWORK_OPERATOR)),
  };
  return {
    ...clients,
    receiveUrls: { supplier: receiveUrl(supplierDuis), networkOperator: receiveUrl(operatorDuis) },
  };
}

const receiveUrl = ({ receivePort }: DuisTransport) => `http://127.0.0.1:${receivePort}/`;

async function enrolUsers(
  headEnd: HeadEnd,
  company: SupplierKeys,
  bridgeCompany: SupplierKeys,
  receiveUrls: { readonly supplier: string; readonly networkOperator: string },
): Promise<void> {
  const { ed25519 } = nodeCrypto;
  const active = { status: 'active' } as const;
  await headEnd.parties.put({
    ...active,
    eui64: SUPPLIER,
    name: 'Supplier',
    roles: ['IS', 'GS'],
    channel: 'duis',
    receiveUrl: receiveUrls.supplier,
    signingPublic: ed25519.publicKey(company.signingSecret),
  });
  await headEnd.parties.put({
    ...active,
    eui64: BRIDGE_SUPPLIER,
    name: 'Supplier on the bridge',
    roles: ['IS', 'GS'],
    channel: 'bridge',
    signingPublic: ed25519.publicKey(bridgeCompany.signingSecret),
  });
  await headEnd.parties.put({
    ...active,
    eui64: NETWORK_OPERATOR,
    name: 'Network operator',
    roles: ['ED'],
    channel: 'duis',
    receiveUrl: receiveUrls.networkOperator,
  });
}

async function startMeters(
  headEnd: HeadEnd,
  cable: PseudoTerminals,
  memory: InMemoryLink,
  { directory, log }: DemoOptions,
  [company, bridgeCompany]: readonly [SupplierKeys, SupplierKeys],
  stops: Stops,
): Promise<DemoMeter[]> {
  const meters: DemoMeter[] = [];
  for (const [at, { kind, isOnBridge, isOnCable }] of METERS.entries()) {
    const index = at + 1;
    const owner = isOnBridge ? bridgeCompany : company;
    const identity = seededIdentity(nodeCrypto, `${headEnd.identity.eui64}`, index, kind);
    const mpxn = kind === 'gas' ? emulatedMprn(index) : emulatedMpan(index);
    await enrolMeter(headEnd, identity, mpxn, owner.eui64);
    const over = !isOnCable ? 'MQTT' : cable.kind === 'pair' ? 'serial port' : 'memory';
    const started = await startMeter({
      identity,
      anchors: anchorsOf(headEnd, owner),
      settings: settingsOf(kind, undefined),
      seed: identity.eui64,
      flashFile: join(directory, `meter-${eui64Compact(identity.eui64)}.flash`),
      pastSeconds: PAST_SECONDS,
      network: !isOnCable
        ? { kind: 'mqtt', url: `mqtt://127.0.0.1:${headEnd.mqttPort}` }
        : cable.kind === 'pair'
          ? { kind: 'serial', path: cable.b, baudRate: BAUD_RATE }
          : { kind: 'inMemory', link: memory },
      log: (line) => log(`meter ${index}: ${line}`),
    });
    stops.push(() => started.stop());
    const { prepaymentPublic, eui64 } = identity;
    meters.push({ ...started, eui64, mpxn, prepaymentPublic, over });
  }
  return meters;
}

async function enrolMeter(
  { inventory, register }: HeadEnd,
  identity: Identity,
  mpxn: string,
  supplier: Eui64,
): Promise<void> {
  await register.put({
    mpxn,
    fuel: identity.deviceType === 'GSME' ? 'gas' : 'electricity',
    networkOperator: NETWORK_OPERATOR,
    registrations: [{ supplier, effectiveFromUtcSeconds: 0 }],
  });
  await inventory.put({ record: recordOf(identity), status: 'Commissioned', mpxn });
}

function anchorsOf({ identity }: HeadEnd, company: SupplierKeys): TrustAnchors {
  return { headEnd: headEndAnchor(nodeCrypto, identity), supplier: supplierAnchor(company) };
}
