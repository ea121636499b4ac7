/** A small world for whole-system tests: a head-end's process, a meter and a supplier beside it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MeterNetwork, startMeter } from '../cli/start-meter.ts';
import { makeSupplierKeys, supplierAnchor } from '../cli/supplier-keys.ts';
import { Parties } from '../headend/access/parties.ts';
import { headEndAnchor, loadIdentity } from '../headend/identity.ts';
import { Inventory } from '../headend/inventory/inventory.ts';
import type { CounterStorage } from '../headend/market/client/counter-storage.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import type { Result } from '../headend/market/client/result.ts';
import { SupplierClient } from '../headend/market/client/supplier-client.ts';
import type { RegistrationEventMessage } from '../headend/market/client/transport.ts';
import { Register } from '../headend/registration/register.ts';
import { MasterData } from '../headend/store/master-data.ts';
import { openStore } from '../headend/store/open.ts';
import { seededIdentity } from '../meter-emulator/board/factory.ts';
import { DEFAULT_SETTINGS, recordOf } from '../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import type { Station } from './stations.testing.ts';

export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const NETWORK_OPERATOR = '90-B3-D5-1F-30-00-00-02';
export const MPAN = '1200000000011';

export type World = Awaited<ReturnType<typeof makeWorld>>;

/** Below those that systems give to whoever asks for any: it stays free while its owner is dead. */
const PORTS = { first: 20_000, count: 12_000 } as const;

/** A port that nobody has now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + randomInt(PORTS.count);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

/** Waits until it is true; a test that waits too long has failed. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain: ${what}`);
}

export function inMemoryCounter(): CounterStorage {
  let saved = 0n;
  return {
    load: async () => saved,
    save: async (reservedUntil) => {
      saved = reservedUntil;
    },
  };
}

/**
 * `databaseUrl` is of PostgreSQL; without it the head-end keeps its own database in its folder. `network` is the
 * meter's, when that is not the head-end's.
 */
export async function makeWorld(databaseUrl?: string, network?: MeterNetwork) {
  const directory = mkdtempSync(join(tmpdir(), 'meterwright-world-'));
  const identityFile = join(directory, 'identity.json');
  const [httpPort, mqttPort] = [await freePort(), await freePort()];
  const settings = {
    directory: join(directory, 'head-end'),
    identityFile,
    httpPort,
    mqttPort,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  };
  const keys = makeSupplierKeys(SUPPLIER, '');
  const headEndIdentity = loadIdentity(identityFile);
  const identity = seededIdentity(nodeCrypto, 'world', 1);
  const answers: Result<unknown>[] = [];
  const events: RegistrationEventMessage[] = [];
  const transport = new DuisTransport({
    party: SUPPLIER,
    url: `http://127.0.0.1:${httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  const supplier = await SupplierClient.open({
    transport,
    crypto: nodeCrypto,
    timer: realTimer,
    signingSecret: keys.signingSecret,
    requestCounter: inMemoryCounter(),
    prepayment: { secret: keys.prepaymentSecret, storageOf: inMemoryCounter },
    replyMillis: 1_000,
    sendsMax: 60,
    onAnswer: async (result) => {
      answers.push(result);
    },
    onRegistrationEvent: async (event) => {
      events.push(event);
    },
  });
  await enrol(settings, keys, identity, transport.receivePort);
  const switches: string[] = [];
  const meter = await startMeter({
    identity,
    anchors: {
      headEnd: headEndAnchor(nodeCrypto, headEndIdentity),
      supplier: supplierAnchor(keys),
    },
    settings: { ...DEFAULT_SETTINGS, mode: 'prepayment', balanceMillipence: 1_000_000 },
    seed: 'world',
    network: network ?? { kind: 'mqtt', url: `mqtt://127.0.0.1:${mqttPort}` },
    onSwitch: (position) => switches.push(position),
  });
  return {
    directory,
    settings,
    keys,
    headEnd: headEndIdentity.eui64,
    supplier,
    meter,
    identity,
    answers,
    events,
    /** Every movement of the load switch. */
    switches,
    ...headEndProcess(settings),
    async end(): Promise<void> {
      await meter.stop();
      await supplier.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function headEndProcess(settings: object) {
  let child: ChildProcess | undefined;
  return {
    /** Resolves when it takes requests. */
    async startHeadEnd(): Promise<void> {
      child = await startChild(settings);
    },
    /** The running head-end will die the next time a request reaches the station. */
    async willDieAt(station: Station): Promise<void> {
      const armed = new Promise((resolve) => child?.once('message', resolve));
      child?.send(station);
      await armed;
    },
    /** Resolves when the head-end's process is gone by itself. */
    async headEndDead(): Promise<NodeJS.Signals | null> {
      await until(
        'the head-end dies',
        () => child?.exitCode !== null || child?.signalCode !== null,
      );
      return child?.signalCode ?? null;
    },
    async killHeadEnd(): Promise<void> {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await until('the head-end is gone', () => child?.signalCode !== null);
    },
  };
}

async function startChild(settings: object): Promise<ChildProcess> {
  const file = new URL('./head-end.child.testing.ts', import.meta.url).pathname;
  const args = ['--import', 'tsx', file, JSON.stringify(settings)];
  const child = spawn('node', args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  await until(`the head-end starts: ${output}`, () => {
    if (child.exitCode !== null) throw new Error(`the head-end ended: ${output}`);
    return output.includes('ready\n');
  });
  return child;
}

/** The master data, written before the head-end first starts. */
async function enrol(
  settings: { readonly directory: string; readonly databaseUrl?: string },
  keys: ReturnType<typeof makeSupplierKeys>,
  identity: Parameters<typeof recordOf>[0],
  receivePort: number,
): Promise<void> {
  const { directory, databaseUrl } = settings;
  const store = await openStore({
    directory,
    nowMillis: Date.now,
    ...(databaseUrl === undefined ? {} : { url: databaseUrl }),
  });
  const master = new MasterData(store, Date.now);
  await new Parties(master).put({
    eui64: SUPPLIER,
    name: 'Supplier',
    roles: ['IS'],
    status: 'active',
    channel: 'duis',
    receiveUrl: `http://127.0.0.1:${receivePort}/`,
    signingPublic: supplierAnchor(keys).signingPublic,
  });
  await new Register(master).put({
    mpxn: MPAN,
    fuel: 'electricity',
    networkOperator: NETWORK_OPERATOR,
    registrations: [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }],
  });
  await new Inventory(master).put({
    record: recordOf(identity),
    status: 'Commissioned',
    mpxn: MPAN,
  });
  await store.close();
}
