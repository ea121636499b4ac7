/** Who takes part in a scenario that has its head-end in the same process: users, metering points, meters. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'uvu';
import { startMeter } from '../cli/start-meter.ts';
import { makeSupplierKeys, type SupplierKeys, supplierAnchor } from '../cli/supplier-keys.ts';
import type { Party } from '../headend/access/parties.ts';
import type { AuditEntry } from '../headend/audit/entry.ts';
import { auditBetween } from '../headend/audit/read.ts';
import { type HeadEnd, type HeadEndOptions, startHeadEnd } from '../headend/head-end.ts';
import { headEndAnchor } from '../headend/identity.ts';
import {
  SupplierClient,
  type SupplierClientOptions,
} from '../headend/market/client/supplier-client.ts';
import type { Transport } from '../headend/market/client/transport.ts';
import { startPostgres } from '../headend/store/store.testing.ts';
import { BrokerClient } from '../headend/transport/broker-client.ts';
import { seededIdentity } from '../meter-emulator/board/factory.ts';
import { DEFAULT_SETTINGS, recordOf } from '../meter-emulator/firmware/provision.ts';
import type { Identity } from '../meter-emulator/firmware/state.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import { type Eui64, eui64Compact } from '../protocol/identifiers/eui64.ts';
import { mpanCheckDigit } from '../protocol/identifiers/mpan.ts';
import { inMemoryCounter, NETWORK_OPERATOR, SUPPLIER } from './world.testing.ts';

export const OTHER_SUPPLIER: Eui64 = '90-B3-D5-1F-30-02-00-00';

export const supplierKeys = makeSupplierKeys(SUPPLIER, '');

export type Place = Pick<HeadEndOptions, 'directory' | 'databaseUrl'>;

/** Places for head-ends, on one PostgreSQL: it makes a database in a moment, PGlite takes seconds. */
export async function openPlaces() {
  const postgres = await startPostgres();
  if (!postgres) throw new Error('PostgreSQL is not installed');
  const directory = mkdtempSync(join(tmpdir(), 'meterwright-places-'));
  let places = 0;
  return {
    postgres,
    async next(): Promise<Place> {
      places += 1;
      const databaseUrl = await postgres.database();
      return { directory: join(directory, String(places)), databaseUrl };
    },
    async remove(): Promise<void> {
      await postgres.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** On free ports, trying again soon; `more` says what is otherwise. */
export function startHere(place: Place, more: Partial<HeadEndOptions> = {}): Promise<HeadEnd> {
  return startHeadEnd({
    host: '127.0.0.1',
    httpPort: 0,
    mqtt: { port: 0 },
    retry: { firstMillis: 300, maxMillis: 1_000 },
    deliverAgainMillis: 500,
    ...place,
    ...more,
  });
}

/** A supplier on the bridge unless `more` says otherwise. */
export function enrolSupplier(
  { parties }: HeadEnd,
  keys: SupplierKeys,
  more: Partial<Party> = {},
): Promise<void> {
  return parties.put({
    eui64: keys.eui64,
    name: 'Supplier',
    roles: ['IS'],
    status: 'active',
    channel: 'bridge',
    signingPublic: supplierAnchor(keys).signingPublic,
    ...more,
  });
}

/** The meter `index` of the scenario and its metering point, supplied by `supplier`. */
export async function enrolMeter(
  { register, inventory }: HeadEnd,
  index: number,
  supplier: Eui64 = SUPPLIER,
): Promise<Identity> {
  const identity = seededIdentity(nodeCrypto, 'scenario', index);
  const digits = `12${String(index).padStart(10, '0')}`;
  const mpxn = `${digits}${mpanCheckDigit(digits)}`;
  await register.put({
    mpxn,
    fuel: 'electricity',
    networkOperator: NETWORK_OPERATOR,
    registrations: [{ supplier, effectiveFromUtcSeconds: 0 }],
  });
  await inventory.put({ record: recordOf(identity), status: 'Commissioned', mpxn });
  return identity;
}

/** A prepayment meter with 10 pounds; `switches` has every movement of its load switch. */
export async function startMeterOf(
  headEnd: HeadEnd,
  identity: Identity,
  more: Pick<Parameters<typeof startMeter>[0], 'network' | 'flashFile'>,
) {
  const switches: string[] = [];
  const meter = await startMeter({
    identity,
    anchors: {
      headEnd: headEndAnchor(nodeCrypto, headEnd.identity),
      supplier: supplierAnchor(supplierKeys),
    },
    settings: { ...DEFAULT_SETTINGS, mode: 'prepayment', balanceMillipence: 1_000_000 },
    seed: 'scenario',
    onSwitch: (position) => switches.push(position),
    ...more,
  });
  return { ...meter, switches };
}

/** Asks again soon and for long: for a head-end that is away meanwhile. */
export function openClient(
  transport: Transport,
  keys: SupplierKeys,
  more: Partial<SupplierClientOptions> = {},
): Promise<SupplierClient> {
  return SupplierClient.open({
    transport,
    crypto: nodeCrypto,
    timer: realTimer,
    signingSecret: keys.signingSecret,
    requestCounter: inMemoryCounter(),
    prepayment: { secret: keys.prepaymentSecret, storageOf: inMemoryCounter },
    replyMillis: 1_000,
    sendsMax: 60,
    ...more,
  });
}

export function partyBroker(mqttUrl: string, party: Eui64): Promise<BrokerClient> {
  const id = eui64Compact(party);
  return BrokerClient.open(mqttUrl, { clientId: `party-${id}`, userName: `party:${id}` });
}

export async function auditOf({ store }: HeadEnd): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of auditBetween(store, 0, Number.MAX_SAFE_INTEGER)) entries.push(entry);
  return entries;
}

/** What a test has started is ended after it, the last first, also when it failed. */
export function endingEach(test: Test): (end: () => Promise<unknown>) => void {
  const ends: (() => Promise<unknown>)[] = [];
  test.after.each(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  return (end) => ends.push(end);
}
