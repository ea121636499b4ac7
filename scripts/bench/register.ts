/**
 * What a metering point costs: found in the database, found in memory, held in memory, and given to another
 * supplier, at registers of growing size. Yardstick in the same run: one bare row read by its key through
 * the same connections. Run with --expose-gc, or the memory is not told.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { sql } from 'kysely';
import { Register } from '../../headend/registration/register.ts';
import type { RegisterChange } from '../../headend/registration/register-change.ts';
import { RegisterRows } from '../../headend/registration/register-rows.ts';
import { openStore } from '../../headend/store/open.ts';
import { startPostgres, temporaryDirectory } from '../../headend/store/store.testing.ts';
import type { Store } from '../../headend/store/store.ts';

type Result = {
  readonly engine: string;
  readonly points: number;
  readonly bareRowMicros: number;
  readonly coldMicros: number;
  readonly ofBareRow: number;
  readonly manyMicros: number;
  readonly warmNanos: number;
  readonly held: number;
  readonly holdSeconds: number;
  readonly bytesPerHeld: number;
  readonly switchesPerSecond: number;
};

const FIRST = 1_000_000_000;
const LOOKUPS = 2_000;
const HELD_MAX = 100_000;
const SWITCHES = 2_000;
const OLD = '90-B3-D5-1F-30-01-00-00';
const NEW = '90-B3-D5-1F-30-02-00-00';
const NOW_SECONDS = 1_768_996_800;

const mpxnOf = (index: number) => String(FIRST + index);

/** Each with the supplier before, the one of now, and a row of master data. */
async function fill({ database }: Store, from: number, to: number): Promise<void> {
  await sql`insert into metering_points (mpxn, record, uprn, address_key, known_from_millis)
    select (${FIRST}::int8 + i)::text, jsonb_build_object('mpxn', (${FIRST}::int8 + i)::text, 'fuel', 'gas',
      'networkOperator', ${NEW}::text, 'uprn', i, 'postCode', 'SW1A 2AA', 'addressIdentifier', i::text),
      i, 'SW1A2AA|' || i, 0 from generate_series(${from}::int8, ${to - 1}::int8) i`.execute(
    database,
  );
  const added = sql`select point_id, unnest(array[int8range(0, 1000), int8range(1000, null)]) period
    from metering_points where uprn >= ${from} and uprn < ${to}`;
  await sql`insert into registrations (point_id, supplier, effective, known_from_millis)
    select point_id, ${OLD}, period, 0 from (${added}) a`.execute(database);
  await sql`insert into point_details (point_id, effective_from, value, known_from_millis)
    select point_id, 0, '{"customer":{"customerType":"domestic","paymentMode":"credit"}}', 0
    from metering_points where uprn >= ${from} and uprn < ${to}`.execute(database);
  await sql`analyze`.execute(database);
}

/** Spread over the whole register, each once. */
const spread = (count: number, size: number) =>
  Array.from({ length: count }, (_, at) => mpxnOf(Math.floor((at * size) / count)));

async function medianMicros(keys: readonly string[], read: (key: string) => Promise<unknown>) {
  const times: number[] = [];
  for (const key of keys) {
    const start = performance.now();
    await read(key);
    times.push((performance.now() - start) * 1000);
  }
  return Math.round(times.sort((a, b) => a - b)[times.length >> 1] ?? 0);
}

function warmNanos(register: Register, keys: readonly string[]): number {
  const rounds = 200;
  const start = performance.now();
  for (let round = 0; round < rounds; round++) for (const key of keys) register.get(key);
  return Math.round(((performance.now() - start) * 1e6) / (rounds * keys.length));
}

const heapBytes = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

async function hold(rows: RegisterRows, size: number) {
  const register = new Register(rows);
  const held = Math.min(size, HELD_MAX);
  const keys = spread(held, size);
  const before = heapBytes();
  const start = performance.now();
  await register.hold(keys);
  const holdSeconds = Number(((performance.now() - start) / 1000).toFixed(2));
  const bytesPerHeld = globalThis.gc ? Math.round((heapBytes() - before) / held) : 0;
  return { held: register.counts.resident, holdSeconds, bytesPerHeld };
}

/** Each is a write of its own, as switches are; those that wait together are one group. */
async function switchesPerSecond(rows: RegisterRows, size: number, date: number): Promise<number> {
  const switched = (mpxn: string): RegisterChange[] => [
    { kind: 'registrationEnds', mpxn, effectiveFromUtcSeconds: 1000, effectiveToUtcSeconds: date },
    { kind: 'registrationBegins', mpxn, supplier: NEW, effectiveFromUtcSeconds: date },
  ];
  const start = performance.now();
  const keys = spread(SWITCHES, size);
  await Promise.all(keys.map((mpxn) => rows.writeChanges(switched(mpxn))));
  const seconds = (performance.now() - start) / 1000;
  return Math.round(SWITCHES / seconds);
}

/** As it was before, so that the next size begins alike. */
async function undo({ database }: Store, date: number): Promise<void> {
  await sql`delete from registrations where supplier = ${NEW}`.execute(database);
  await sql`delete from registrations where upper(effective) = ${date}::int8`.execute(database);
  await sql`update registrations set known_to_millis = null
    where known_to_millis is not null`.execute(database);
}

async function measure(engine: string, store: Store, size: number): Promise<Result> {
  const rows = new RegisterRows(store, Date.now);
  const register = new Register(rows);
  const keys = spread(LOOKUPS, size);
  const bare = (mpxn: string) =>
    store.database
      .selectFrom('metering_points')
      .select('record')
      .where('mpxn', '=', mpxn)
      .execute();
  // Whatever is slow the first time is slow for neither.
  for (const key of spread(200, size)) await rows.findPoints([key]).then(() => bare(key));
  const bareRowMicros = await medianMicros(keys, bare);
  const coldMicros = await medianMicros(keys, (mpxn) => register.find(mpxn));
  const nanos = warmNanos(register, keys);
  const start = performance.now();
  await rows.findPoints(keys);
  const manyMicros = Math.round(((performance.now() - start) * 1000) / keys.length);
  const ofBareRow = Number((coldMicros / bareRowMicros).toFixed(1));
  const found = { bareRowMicros, coldMicros, ofBareRow, manyMicros, warmNanos: nanos };
  const held = await hold(rows, size);
  const switches = await switchesPerSecond(rows, size, NOW_SECONDS);
  await undo(store, NOW_SECONDS);
  return { engine, points: size, ...found, ...held, switchesPerSecond: switches };
}

async function series(engine: string, store: Store, sizes: readonly number[]): Promise<Result[]> {
  const results: Result[] = [];
  let filled = 0;
  for (const size of sizes) {
    await fill(store, filled, size);
    filled = size;
    results.push(await measure(engine, store, size));
    console.log(`${engine} ${size}`);
  }
  await store.close();
  return results;
}

const sizes = (process.env['BENCH_POINTS'] ?? '10000,100000,1000000').split(',').map(Number);
const results: Result[] = [];
const directory = temporaryDirectory();
const nowMillis = Date.now;
const postgres = await startPostgres();
if (postgres) {
  const store = await openStore({ url: await postgres.database(), directory, nowMillis });
  results.push(...(await series('PostgreSQL', store, sizes)));
  await postgres.remove();
}
const other = temporaryDirectory();
results.push(
  ...(await series('PGlite', await openStore({ directory: other, nowMillis }), [10_000])),
);
for (const one of [directory, other]) rmSync(one, { recursive: true, force: true });
console.table(results);
mkdirSync('.bench', { recursive: true });
const machine = `${cpus().length} × ${cpus()[0]?.model}`;
const report = { machine, node: process.version, results };
writeFileSync('.bench/register.json', `${JSON.stringify(report, undefined, 2)}\n`);
