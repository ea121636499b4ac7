/** Homes with both fuels whose supplier changes at the last midnight, and a head-end that is killed meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { emulatedMpan, emulatedMprn } from '../cli/emulated-market.ts';
import { settingsOf } from '../cli/meter-kinds.ts';
import { type StartMeterOptions, startMeter } from '../cli/start-meter.ts';
import { makeSupplierKeys, type SupplierKeys, supplierAnchor } from '../cli/supplier-keys.ts';
import { Parties } from '../headend/access/parties.ts';
import type { AuditEntry } from '../headend/audit/entry.ts';
import { auditBetween } from '../headend/audit/read.ts';
import { anchorOf } from '../headend/authorities/authorities.ts';
import type { RegistrationScope } from '../headend/dispatch/stations.ts';
import { headEndAnchor, loadIdentity } from '../headend/identity.ts';
import { Inventory } from '../headend/inventory/inventory.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { SupplierClient } from '../headend/market/client/supplier-client.ts';
import { Register } from '../headend/registration/register.ts';
import { RegisterRows } from '../headend/registration/register-rows.ts';
import { MasterData } from '../headend/store/master-data.ts';
import { openStore } from '../headend/store/open.ts';
import { EMULATED_LABELS, seededIdentity } from '../meter-emulator/board/factory.ts';
import { recordOf } from '../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import { TestAuthority } from '../protocol/certificates/certificates.testing.ts';
import type { ValueOf } from '../protocol/definition/words.ts';
import type { RegistrationEvent } from '../protocol/registration/events.ts';
import type { keysOfNewSupplier } from '../protocol/registration/switch-shapes.ts';
import { HeadEndProcess, type HeadEndSettings } from './switching-process.testing.ts';
import { freePort, inMemoryCounter, NETWORK_OPERATOR } from './world.testing.ts';

export const OLD = '90-B3-D5-1F-30-01-00-00';
export const NEW = '90-B3-D5-1F-30-02-00-00';
export const DAY_SECONDS = 86_400;
/** The first second of the new supply: a time that meters have in their logs. */
export const START = Math.floor(Date.now() / 1000 / DAY_SECONDS) * DAY_SECONDS;
const HISTORY_SECONDS = DAY_SECONDS + 3_600;
const AUTHORITY = { eui64: '90-B3-D5-1F-30-00-00-04', byte: 4 };

const root = new TestAuthority('root', 11);
const issuing = new TestAuthority('issuing', 12);

/** What the new supplier gives with its request, so that the meters take its keys. */
export function replacementOf(keys: SupplierKeys): ValueOf<typeof keysOfNewSupplier> {
  const { eui64 } = keys;
  const { signingPublic, prepaymentPublic } = supplierAnchor(keys);
  return {
    supplierFloorSeqNumber: 1n,
    supplierPrepaymentTopUpFloorSeqNumber: 1n << 32n,
    supplierReplacementCertificates: {
      digitalSigningCertificate: issuing.certify({
        key: { kind: 'Ed25519', bytes: signingPublic },
        usage: 'digitalSignature',
        eui64,
      }),
      keyAgreementTopUpCertificate: issuing.certify({
        key: { kind: 'P-256', bytes: prepaymentPublic },
        usage: 'keyAgreement',
        eui64,
      }),
    },
    certificationPathCertificates: { certificates: [root.certifyAuthority(issuing)] },
    applyTimeBasedCpvChecks: false,
  };
}

export type Home = {
  readonly mpan: string;
  readonly mprn: string;
  readonly isPrepaid: boolean;
  readonly meters: readonly HomeMeter[];
};
type HomeMeter = Awaited<ReturnType<typeof startHomeMeter>>;

/** What it knows outlives it, in a file. */
async function startHomeMeter(options: StartMeterOptions, mpxn: string) {
  let started = await startMeter(options);
  let isAway = false;
  return {
    ...{ eui64: options.identity.eui64, mpxn },
    get meter() {
      return started.meter;
    },
    /** Out of reach of the network. */
    async goAway(): Promise<void> {
      if (!isAway) await started.stop();
      isAway = true;
    },
    async comeBack(): Promise<void> {
      if (isAway) started = await startMeter(options);
      isAway = false;
    },
  };
}

/** A supplier at its desk: what it has been told, each message once. */
async function openSupplier(keys: SupplierKeys, httpPort: number) {
  const events: RegistrationEvent[] = [];
  const alerts: string[] = [];
  const { eui64: party } = keys;
  const transport = new DuisTransport({
    party,
    url: `http://127.0.0.1:${httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  const client = await SupplierClient.open({
    transport,
    crypto: nodeCrypto,
    timer: realTimer,
    signingSecret: keys.signingSecret,
    requestCounter: inMemoryCounter(),
    replyMillis: 1_000,
    sendsMax: 120,
    onRegistrationEvent: async ({ body }) => {
      events.push(body);
    },
    onDccAlert: async ({ alertCode }) => {
      alerts.push(alertCode);
    },
  });
  return { keys, client, events, alerts, receivePort: transport.receivePort };
}
export type Supplier = Awaited<ReturnType<typeof openSupplier>>;
export type SwitchingDay = Awaited<ReturnType<typeof makeDay>>;

export async function makeDay(
  databaseUrl: string,
  homeCount: number,
  number: number,
  registration: RegistrationScope,
) {
  const folder = mkdtempSync(join(tmpdir(), 'meterwright-switching-'));
  const identityFile = join(folder, 'identity.json');
  const identity = loadIdentity(identityFile);
  const settings = {
    ...{ directory: join(folder, 'head-end'), databaseUrl, identityFile },
    ...{ httpPort: await freePort(), mqttPort: await freePort() },
    ...{ authority: AUTHORITY.eui64, authorityByte: AUTHORITY.byte, registration },
  };
  const old = await openSupplier(makeSupplierKeys(OLD, ''), settings.httpPort);
  const next = await openSupplier(makeSupplierKeys(NEW, ''), settings.httpPort);
  const homes: Home[] = [];
  for (let index = 0; index < homeCount; index++)
    homes.push(await startHome(index, number, { ...settings, folder, identity }, old.keys));
  await enrol(settings, homes, [old, next], number);
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  // The server ends before the connections of the pool have told it that they do.
  database.on('error', () => undefined);
  return {
    ...{ headEnd: identity.eui64, old, next, homes },
    headEndProcess: new HeadEndProcess(settings),
    /** What the database says, row by row. */
    async rows(text: string): Promise<Record<string, unknown>[]> {
      return (await database.query(text)).rows;
    },
    /** What the audit says of that time; of a head-end that is not running. */
    async audit(fromUtcSeconds: number, toUtcSeconds: number): Promise<AuditEntry[]> {
      const { directory } = settings;
      const store = await openStore({ directory, url: databaseUrl, nowMillis: Date.now });
      const entries: AuditEntry[] = [];
      const [from, to] = [fromUtcSeconds * 1000, toUtcSeconds * 1000];
      for await (const entry of auditBetween(store, from, to)) entries.push(entry);
      await store.close();
      return entries;
    },
    async end(): Promise<void> {
      this.headEndProcess.kill();
      for (const { meters } of homes) for (const meter of meters) await meter.goAway();
      for (const { client } of [old, next]) await client.close();
      await database.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const idOf = (number: number, index: number, kind: 'singleElement' | 'gas') =>
  seededIdentity(nodeCrypto, `switching ${number}`, 2 * index + (kind === 'gas' ? 2 : 1), kind);

type At = {
  readonly mqttPort: number;
  readonly folder: string;
  readonly identity: ReturnType<typeof loadIdentity>;
};

async function startHome(
  index: number,
  number: number,
  { mqttPort, folder, identity }: At,
  supplier: SupplierKeys,
): Promise<Home> {
  const isPrepaid = index % 2 === 0;
  const home = { mpan: emulatedMpan(index + 1), mprn: emulatedMprn(index + 1), isPrepaid };
  const changeOfSupplier = {
    eui64: AUTHORITY.eui64,
    signingSecret: new Uint8Array(32).fill(AUTHORITY.byte),
  };
  const meters = [];
  for (const kind of ['singleElement', 'gas'] as const) {
    const own = idOf(number, index, kind);
    const mpxn = kind === 'gas' ? home.mprn : home.mpan;
    const options: StartMeterOptions = {
      identity: own,
      anchors: {
        headEnd: headEndAnchor(nodeCrypto, identity),
        supplier: supplierAnchor(supplier),
        root: { signingPublic: root.key.bytes },
        changeOfSupplier: anchorOf(nodeCrypto, changeOfSupplier),
      },
      settings: settingsOf(kind, isPrepaid && kind !== 'gas' ? 1_000_000 : undefined),
      seed: own.eui64,
      network: { kind: 'mqtt', url: `mqtt://127.0.0.1:${mqttPort}` },
      flashFile: join(folder, `${own.eui64}.flash`),
      pastSeconds: HISTORY_SECONDS,
    };
    meters.push(await startHomeMeter(options, mpxn));
  }
  return { ...home, meters };
}

/** The master data, written before the head-end first starts. */
async function enrol(
  { directory, databaseUrl }: Pick<HeadEndSettings, 'directory' | 'databaseUrl'>,
  homes: readonly Home[],
  suppliers: readonly Supplier[],
  number: number,
): Promise<void> {
  const store = await openStore({ directory, url: databaseUrl, nowMillis: () => 0 });
  const master = new MasterData(store, () => 0);
  const parties = new Parties(master);
  for (const { keys, receivePort } of suppliers)
    await parties.put({
      ...{ eui64: keys.eui64, name: 'Supplier', roles: ['IS', 'GS'], status: 'active' },
      ...{ channel: 'duis', receiveUrl: `http://127.0.0.1:${receivePort}/` },
      signingPublic: supplierAnchor(keys).signingPublic,
    });
  const register = new Register(new RegisterRows(store, () => 0));
  const inventory = new Inventory(master);
  for (const [index, { mpan, mprn, isPrepaid }] of homes.entries())
    for (const [mpxn, kind] of [[mpan, 'singleElement'] as const, [mprn, 'gas'] as const]) {
      const paymentMode = isPrepaid && kind !== 'gas' ? 'prepayment' : 'credit';
      await register.put({
        ...{ mpxn, fuel: kind === 'gas' ? 'gas' : 'electricity', uprn: 100 + index },
        networkOperator: NETWORK_OPERATOR,
        registrations: [{ supplier: OLD, effectiveFromUtcSeconds: 0 }],
        details: [
          {
            ...{ effectiveFromUtcSeconds: 0, knownFromMillis: 0 },
            value: { customer: { customerType: 'domestic', paymentMode } },
          },
        ],
      });
      const record = { ...recordOf(idOf(number, index, kind)), ...EMULATED_LABELS[kind] };
      await inventory.put({ record, status: 'Commissioned', mpxn });
    }
  await store.close();
}
