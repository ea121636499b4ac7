/**
 * A wave of changes of supplier at midnight: so many switches whose day begins at once, each with a meter, an
 * old schedule, three parties to tell and two tasks. Meanwhile on-demand requests go on, as the writes that
 * each costs, and decisions that wait for their turn beside the wave. Yardstick in the same run: bare rows in
 * groups.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { Parties } from '../../headend/access/parties.ts';
import type { Stations } from '../../headend/dispatch/stations.ts';
import { testDevice } from '../../headend/inventory/device.testing.ts';
import { Inventory } from '../../headend/inventory/inventory.ts';
import { Register } from '../../headend/registration/register.ts';
import { RegisterRows } from '../../headend/registration/register-rows.ts';
import { SwitchingEngine } from '../../headend/registration/switching/engine.ts';
import { openPoints } from '../../headend/registration/switching/find-switches.ts';
import type { Switch } from '../../headend/registration/switching/switch.ts';
import { DueQueue } from '../../headend/scheduling/due-queue.ts';
import { Schedules } from '../../headend/scheduling/schedules.ts';
import { MasterData } from '../../headend/store/master-data.ts';
import { openStore } from '../../headend/store/open.ts';
import {
  newMessage,
  newRequest,
  requestIdOf,
  startPostgres,
  temporaryDirectory,
} from '../../headend/store/store.testing.ts';
import type { Store } from '../../headend/store/store.ts';
import { Tasks } from '../../headend/tasks/tasks.ts';
import { Turns } from '../../headend/turns.ts';
import { realTimer } from '../../platform/time.ts';

const SWITCHES = Number(process.env['BENCH_SWITCHES'] ?? 100_000);
const SWITCHES_PGLITE = Number(process.env['BENCH_SWITCHES_PGLITE'] ?? 10_000);
const ON_DEMAND_PER_SECOND = 50;
const DECISIONS_PER_SECOND = 10;
const YARDSTICK_SECONDS = 3;
const GROUP = 500;
const OLD = '90-B3-D5-1F-30-01-00-00';
const NEW = '90-B3-D5-1F-30-02-00-00';
const NETWORK = '90-B3-D5-1F-30-03-00-00';
const START = Math.floor(Date.now() / 86_400_000) * 86_400;

const mpanOf = (index: number) => String(1_200_000_000_000 + index);
const euiOf = (index: number) =>
  `00-DB-00-00-${(index + 0x1_0000_0000).toString(16).slice(1).toUpperCase().match(/../g)?.join('-')}`;

function switchOf(index: number): Switch {
  return {
    switchId: index + 1,
    kind: 'change',
    state: 'secured',
    gainingSupplier: NEW,
    points: [{ mpxn: mpanOf(index), losingSupplier: OLD, losingFromUtcSeconds: 0 }],
    customerType: 'domestic',
    requestedAtUtcSeconds: START - 400_000,
    gateClosureUtcSeconds: START - 25_200,
    supplyStartUtcSeconds: START,
  };
}

async function fill({ database }: Store, count: number): Promise<void> {
  const record = { fuel: 'electricity', networkOperator: NETWORK };
  await sql`insert into metering_points (mpxn, record)
    select (1200000000000 + n)::text, ${JSON.stringify(record)}::jsonb
      || jsonb_build_object('mpxn', (1200000000000 + n)::text)
    from generate_series(0, ${count - 1}::int8) n`.execute(database);
  await sql`insert into registrations (point_id, supplier, effective, known_from_millis)
    select point_id, ${OLD}, int8range(0, ${START}), 0 from metering_points`.execute(database);
  await sql`insert into registrations (point_id, supplier, effective, known_from_millis)
    select point_id, ${NEW}, int8range(${START}, null), 0 from metering_points`.execute(database);
  for (let at = 0; at < count; at += GROUP) {
    const indexes = Array.from({ length: Math.min(GROUP, count - at) }, (_, n) => at + n);
    const records = indexes.map((index) => JSON.stringify(switchOf(index)));
    await sql`insert into switches (switch_id, state, next_due_seconds, record)
      select (r ->> 'switchId')::int8, 'secured', ${START}, r
      from unnest(${records}::jsonb[]) r`.execute(database);
  }
  await sql`insert into switch_points (switch_id, point_id, is_open)
    select s.switch_id, p.point_id, true from switches s
      join metering_points p on p.mpxn = s.record #>> '{points,0,mpxn}'`.execute(database);
  await sql`insert into counters (name, next) values ('task', 1), ('switch', ${count + 1})
    on conflict (name) do update set next = excluded.next`.execute(database);
  await sql`analyze`.execute(database);
}

async function* none() {}
const nothing = async () => {};

async function stationsOf(store: Store, count: number): Promise<Stations> {
  const clock = { nowMillis: Date.now };
  const master = new MasterData(store, Date.now);
  const parties = new Parties({ saveParty: nothing, loadParties: none });
  const user = { name: 'User', status: 'active', channel: 'bridge' } as const;
  for (const eui64 of [OLD, NEW]) await parties.put({ ...user, eui64, roles: ['IS'] });
  await parties.put({ ...user, eui64: NETWORK, roles: ['ED'] });
  const inventory = new Inventory({ saveDevice: nothing, loadDevices: none });
  const schedules = new Schedules({ loadSchedules: none, nextScheduleId: async () => 1 });
  const schedule = { owner: OLD, service: 16_401, body: new Uint8Array(60), createdAtMillis: 0 };
  for (let index = 0; index < count; index++) {
    inventory.take(testDevice(euiOf(index), mpanOf(index)));
    schedules.take({ ...schedule, scheduleId: index + 1, device: euiOf(index) });
  }
  const content = new Uint8Array(160);
  const formatted = () => ({ contentType: 'application/protobuf', content });
  return {
    ...{ headEnd: NETWORK, clock, store, parties, inventory, schedules },
    register: new Register(new RegisterRows(store, Date.now)),
    tasks: new Tasks(master),
    due: new DueQueue(clock, realTimer),
    outbox: { offer: () => {} },
    registrationScope: 'all-sites',
    formats: { duis: formatted, bridge: formatted },
    report: (about: string, error: unknown) => {
      throw new Error(`${about}: ${error}`);
    },
  } as unknown as Stations;
}

let counter = 0;

/** The writes of one on-demand request: accepted with its command, and answered. */
async function onDemand(store: Store): Promise<void> {
  const number = ++counter;
  const requestId = requestIdOf(number);
  const command = new Uint8Array(120);
  const more = { state: 'dispatched', command, commandCounter: BigInt(number) } as const;
  await store.commit({ kind: 'accept', request: newRequest(number, more), audit: [] });
  const outbox = [newMessage(`response-${number}`, { requestId, content: new Uint8Array(160) })];
  await store.commit({ kind: 'answer', requestId, responseCode: 'I0', outbox, audit: [] });
}

/** Begins one so often until it is told to stop; gives the milliseconds of each, in order of their length. */
function measured(perSecond: number, work: () => Promise<unknown>) {
  const millis: number[] = [];
  const pending = new Set<Promise<void>>();
  let isOver = false;
  const one = async () => {
    const start = performance.now();
    await work();
    millis.push(performance.now() - start);
  };
  const running = (async () => {
    while (!isOver) {
      const under = one();
      pending.add(under);
      void under.finally(() => pending.delete(under));
      await wait(1000 / perSecond);
    }
    await Promise.all(pending);
  })();
  return async () => {
    isOver = true;
    await running;
    return millis.sort((a, b) => a - b);
  };
}

const at = (sorted: readonly number[], share: number) =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) /
  10;

async function yardstick({ database }: Store): Promise<number> {
  await sql`create table yardstick (id text primary key, content bytea)`.execute(database);
  const content = Array.from({ length: GROUP }, () => new Uint8Array(160));
  const start = performance.now();
  let rows = 0;
  while (performance.now() - start < YARDSTICK_SECONDS * 1000) {
    const ids = content.map((_, index) => requestIdOf(rows + index));
    await sql`insert into yardstick select * from unnest(${ids}::text[], ${content}::bytea[])`.execute(
      database,
    );
    rows += GROUP;
  }
  return (rows * 1000) / (performance.now() - start);
}

async function measure(engine: string, store: Store, count: number) {
  const rowsPerSecond = await yardstick(store);
  await fill(store, count);
  const stations = await stationsOf(store, count);
  const turns = new Turns();
  const switching = new SwitchingEngine(stations, {
    alone: (work) => turns.run('all', work),
    endRequestsOf: nothing,
  });
  const quiet = measured(ON_DEMAND_PER_SECOND, () => onDemand(store));
  await wait(3_000);
  const before = await quiet();
  const requests = measured(ON_DEMAND_PER_SECOND, () => onDemand(store));
  const decisions = measured(DECISIONS_PER_SECOND, () =>
    turns.run('all', () => openPoints(store, [mpanOf(counter % count)])),
  );
  const start = performance.now();
  await switching.run();
  const seconds = (performance.now() - start) / 1000;
  const [during, waited] = [await requests(), await decisions()];
  await check(store, count);
  return {
    engine,
    switches: count,
    seconds: Math.round(seconds),
    switchesPerSecond: Math.round(count / seconds),
    bareRowsPerSwitch: Math.round(rowsPerSecond / (count / seconds)),
    ...{ quietP50: at(before, 0.5), quietP99: at(before, 0.99) },
    ...{ waveP50: at(during, 0.5), waveP99: at(during, 0.99), waveMax: at(during, 1) },
    ...{ decisionP50: at(waited, 0.5), decisionP99: at(waited, 0.99) },
  };
}

/** All are active, with their tasks and messages, or there is no result. */
async function check({ database }: Store, count: number): Promise<void> {
  const { rows } = await sql<Record<string, number>>`select
    (select count(*)::int from switches where state = 'active') as active,
    (select count(*)::int from tasks) as tasks,
    (select count(*)::int from outbox where message_id like 'switch/%') as messages`.execute(
    database,
  );
  const expected = { active: count, tasks: 2 * count, messages: 4 * count };
  for (const [name, wanted] of Object.entries(expected))
    if (rows[0]?.[name] !== wanted) throw new Error(`${rows[0]?.[name]} ${name}, not ${wanted}`);
}

const results = [];
const postgres = await startPostgres();
if (postgres) {
  const directory = temporaryDirectory();
  const url = await postgres.database();
  const store = await openStore({ url, directory, nowMillis: Date.now });
  results.push(await measure('PostgreSQL', store, SWITCHES));
  await store.close();
  await postgres.remove();
  rmSync(directory, { recursive: true });
}
const directory = temporaryDirectory();
const store = await openStore({ directory, nowMillis: Date.now });
results.push(await measure('PGlite', store, SWITCHES_PGLITE));
await store.close();
rmSync(directory, { recursive: true });
console.table(results);
mkdirSync('.bench', { recursive: true });
const machine = `${cpus().length} × ${cpus()[0]?.model}`;
const report = { machine, node: process.version, results };
writeFileSync('.bench/switching.json', `${JSON.stringify(report, undefined, 2)}\n`);
