/**
 * The whole way of requests, measured: supplier → market → access → database → meter → database →
 * supplier → confirmed, with access control, audit, durable acceptance, real firmware and flash; the
 * head-end with its broker, the database, the meters and the suppliers in processes of their own.
 * Yardstick in the same rounds: bare echoes through the same broker, as many at a time, as large.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { startPostgres, temporaryDirectory } from '../../headend/store/store.testing.ts';
import { databaseMicros } from './path/database-processes.ts';
import type { FleetTasks, Traffic } from './path/fleet.ts';
import type { HeadEndTasks } from './path/head-end.ts';
import type { Measured } from './path/load.ts';
import { type Remote, start } from './path/remote.ts';
import { type Micros, type Round, summarised, write } from './path/report.ts';
import type { SupplierTasks } from './path/supplier.ts';

const seconds = Number(process.env['BENCH_SECONDS'] ?? 4);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
/** A folder for a profile of each process, when they are wanted. */
const PROFILES = process.env['BENCH_PROFILES'];
/** Rows by name and engines, when not all are wanted. */
const ROWS_WANTED = process.env['BENCH_ROWS']?.split(',');
const ENGINES = (process.env['BENCH_ENGINES'] ?? 'PostgreSQL,PGlite').split(',');
const GATEWAYS = { bridge: 4, duis: 1 } as const;
const IN_FLIGHT = 1_000;
const FEW_IN_FLIGHT = 200;
const DUIS_IN_FLIGHT = 64;

type World = {
  readonly headEnd: Remote<HeadEndTasks>;
  readonly fleet: Remote<FleetTasks>;
  readonly supplier: Remote<SupplierTasks>;
  /** Of PostgreSQL's own processes; PGlite is in the head-end's. */
  readonly databaseMicros: () => number;
};
type Row = {
  readonly name: string;
  /** How many requests the head-end sees for each that is measured, in each final state. */
  readonly states: Readonly<Record<string, number>>;
  run(world: World): Promise<Measured>;
};

const ALL_ROWS: readonly Row[] = [
  {
    name: 'path',
    states: { confirmed: 1 },
    run: ({ supplier }) =>
      supplier.call('mixed', { channel: 'bridge', seconds, inFlight: IN_FLIGHT }),
  },
  { name: 'echo', states: {}, run: (world) => echo(world, IN_FLIGHT) },
  {
    name: 'path 200',
    states: { confirmed: 1 },
    run: ({ supplier }) =>
      supplier.call('mixed', { channel: 'bridge', seconds, inFlight: FEW_IN_FLIGHT }),
  },
  { name: 'echo 200', states: {}, run: (world) => echo(world, FEW_IN_FLIGHT) },
  {
    name: 'critical',
    states: { confirmed: 1, answered: 1 },
    run: ({ supplier }) => supplier.call('critical', { seconds, inFlight: FEW_IN_FLIGHT }),
  },
  {
    name: 'duis',
    states: { confirmed: 1 },
    run: ({ supplier }) =>
      supplier.call('mixed', { channel: 'duis', seconds, inFlight: DUIS_IN_FLIGHT }),
  },
];

const ROWS = ALL_ROWS.filter(({ name }) => ROWS_WANTED?.includes(name) ?? true);

/** As large as the messages of the meters have been on the average. */
async function echo({ fleet, supplier }: World, inFlight: number): Promise<Measured> {
  const { commands, commandBytes, responses, responseBytes } = await fleet.call('traffic');
  const request = Math.round(commandBytes / Math.max(1, commands));
  const response = Math.round(responseBytes / Math.max(1, responses));
  return supplier.call('echo', { seconds, inFlight, request, response });
}

async function microsOf(world: World): Promise<Micros> {
  return {
    headEnd: await world.headEnd.call('processorMicros'),
    database: world.databaseMicros(),
    fleet: await world.fleet.call('processorMicros'),
    supplier: await world.supplier.call('processorMicros'),
  };
}

async function round(world: World, row: Row): Promise<Round> {
  await world.supplier.call('makeTokens', 'bridge');
  await world.supplier.call('makeTokens', 'duis');
  const before = await stateOf(world);
  const micros = await microsOf(world);
  const measured = await row.run(world);
  await world.headEnd.call('settled');
  const used = await microsOf(world);
  const after = await stateOf(world);
  check(row, measured, before, after);
  const perRequest = (key: keyof Micros) => (used[key] - micros[key]) / measured.count;
  return {
    measured,
    micros: {
      headEnd: perRequest('headEnd'),
      database: perRequest('database'),
      fleet: perRequest('fleet'),
      supplier: perRequest('supplier'),
    },
  };
}

type State = {
  readonly states: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
  readonly traffic: Traffic;
  readonly unexpected: number;
};

async function stateOf({ headEnd, fleet, supplier }: World): Promise<State> {
  const counted = await headEnd.call('states');
  const traffic = await fleet.call('traffic');
  return { ...counted, traffic, unexpected: await supplier.call('unexpected') };
}

/** Every request is answered once, confirmed once, executed once and refused by nobody, or there is no result. */
function check(row: Row, { count, wrong }: Measured, before: State, after: State): void {
  const problems = Object.entries(wrong).map(([what, times]) => `${times} were ${what}`);
  problems.push(...after.failures);
  if (after.unexpected > 0) problems.push(`${after.unexpected} unexpected messages`);
  for (const state of ['accepted', 'dispatched', 'refused', 'answered', 'confirmed']) {
    const found = (after.states[state] ?? 0) - (before.states[state] ?? 0);
    const expected = count * (row.states[state] ?? 0);
    if (found !== expected) problems.push(`${found} requests ${state}, not ${expected}`);
  }
  for (const way of ['commands', 'responses'] as const) {
    const found = after.traffic[way] - before.traffic[way];
    const expected = count * (row.states['confirmed'] ?? 0);
    if (found !== expected) problems.push(`${found} ${way}, not ${expected}`);
  }
  if (problems.length > 0) throw new Error(`${row.name}: ${problems.join('; ')}`);
}

async function measure(engine: string, world: World) {
  // Once without measuring, for the compiler and the size of the echoes.
  for (const row of ROWS) await round(world, row);
  const rounds = new Map<string, Round[]>(ROWS.map(({ name }) => [name, []]));
  for (let number = 0; number < ROUNDS; number++)
    for (const row of ROWS) {
      const result = await round(world, row);
      rounds.get(row.name)?.push(result);
      console.log(`${engine}, round ${number + 1}, ${row.name}: ${inBrief(result)}`);
    }
  return summarised(engine, rounds);
}

function inBrief({ measured, micros }: Round): string {
  const used = Object.entries(micros).map(([name, value]) => `${name} ${Math.round(value)}`);
  return `${Math.round(measured.perSecond)}/s, µs a request: ${used.join(', ')}`;
}

async function withWorld<T>(
  place: { url?: string; databaseMicros: () => number },
  work: (world: World) => Promise<T>,
): Promise<T> {
  const directory = temporaryDirectory();
  const headEnd = start<HeadEndTasks>('head-end.ts', PROFILES);
  const fleet = start<FleetTasks>('fleet.ts', PROFILES);
  const supplier = start<SupplierTasks>('supplier.ts', PROFILES);
  try {
    const open = await headEnd.call('start', { directory, databaseUrl: place.url });
    const { mqttPort, httpPort, anchor } = open;
    await fleet.call('start', { mqttPort, anchor, gateways: GATEWAYS });
    const gateways = GATEWAYS.bridge;
    const receiveUrl = await supplier.call('start', { mqttPort, httpPort, gateways });
    await headEnd.call('enrol', receiveUrl);
    return await work({ headEnd, fleet, supplier, databaseMicros: place.databaseMicros });
  } finally {
    await supplier.end();
    await fleet.end();
    await headEnd.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const load = [loadavg()[0] ?? 0];
  const summaries = [];
  if (ENGINES.includes('PostgreSQL')) {
    const postgres = await startPostgres();
    if (!postgres) throw new Error('there is no PostgreSQL on this machine');
    try {
      const url = await postgres.database();
      const place = { url, databaseMicros: databaseMicros(postgres.directory) };
      const summary = await withWorld(place, (world) => measure('PostgreSQL', world));
      summaries.push(...summary);
    } finally {
      await postgres.remove();
    }
  }
  if (ENGINES.includes('PGlite'))
    summaries.push(
      ...(await withWorld({ databaseMicros: () => 0 }, (world) => measure('PGlite', world))),
    );
  load.push(loadavg()[0] ?? 0);
  mkdirSync('.bench', { recursive: true });
  write('.bench/path.json', summaries, load);
}

await main();
