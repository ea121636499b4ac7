/**
 * The store's speed: accept + answer + confirm, the three writes every request costs, by so many
 * writers at a time. Yardstick in the same run: bare rows of one response each, inserted in groups as
 * large as the store's largest; a cycle is three such writes, two updates and an audit.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { sql } from 'kysely';
import type { AuditEntry, AuditStep } from '../../headend/audit/entry.ts';
import { openStore } from '../../headend/store/open.ts';
import {
  METER,
  newMessage,
  newRequest,
  requestIdOf,
  SUPPLIER,
  startPostgres,
  temporaryDirectory,
} from '../../headend/store/store.testing.ts';
import type { Store } from '../../headend/store/store.ts';

type Result = {
  readonly engine: string;
  readonly writers: number;
  readonly cycles: number;
  readonly cyclesPerSecond: number;
  readonly writesPerGroup: number;
  readonly processorMicrosPerCycle: number;
};

const BODY_BYTES = 60;
const COMMAND_BYTES = 120;
const RESPONSE_BYTES = 160;
const WRITERS = [100, 300, 1_000];
const YARDSTICK_ROWS = 500;
const METERS = 5_000;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);

let counter = 0;

function audit(step: AuditStep, requestId: string): AuditEntry {
  return { atMillis: Date.now(), step, requestId, party: SUPPLIER, device: METER };
}

/** The writes of one request whose command is known when it is accepted. */
async function cycle(store: Store): Promise<void> {
  const number = ++counter;
  const requestId = requestIdOf(number);
  const request = newRequest(number, {
    state: 'dispatched',
    body: new Uint8Array(BODY_BYTES),
    command: new Uint8Array(COMMAND_BYTES),
    commandCounter: BigInt(number),
  });
  const accepted = [audit('received', requestId), audit('dispatched', requestId)];
  // As the flow has it, each request of a group for another meter: the dearest case.
  const counterScope = `${SUPPLIER} ${number % METERS}`;
  await store.commit({ kind: 'accept', request, counterScope, audit: accepted });
  const messageId = `response-${number}`;
  await store.commit({
    kind: 'answer',
    requestId,
    responseCode: 'I0',
    outbox: [newMessage(messageId, { requestId, content: new Uint8Array(RESPONSE_BYTES) })],
    audit: [audit('deviceAnswered', requestId), audit('answered', requestId)],
  });
  await store.commit({ kind: 'confirm', recipient: SUPPLIER, messageIds: [messageId] });
}

async function newestSequence(store: Store): Promise<number> {
  return Number((await store.auditEnds()).own.sequence);
}

async function run(engine: string, store: Store, writers: number): Promise<Result> {
  const groups = await newestSequence(store);
  const first = counter;
  const processor = process.cpuUsage();
  const start = performance.now();
  const end = start + SECONDS * 1000;
  const write = async () => {
    while (performance.now() < end) await cycle(store);
  };
  await Promise.all(Array.from({ length: writers }, write));
  const seconds = (performance.now() - start) / 1000;
  const cycles = counter - first;
  const used = process.cpuUsage(processor);
  return {
    engine,
    writers,
    cycles,
    cyclesPerSecond: Math.round(cycles / seconds),
    writesPerGroup: Math.round((3 * cycles) / ((await newestSequence(store)) - groups)),
    processorMicrosPerCycle: Math.round((used.user + used.system) / cycles),
  };
}

/** Rows per second. */
async function yardstick({ database }: Store): Promise<number> {
  await sql`create table yardstick (id text primary key, content bytea)`.execute(database);
  const content = Array.from({ length: YARDSTICK_ROWS }, () => new Uint8Array(RESPONSE_BYTES));
  const start = performance.now();
  let rows = 0;
  while (performance.now() - start < SECONDS * 1000) {
    const ids = content.map((_, at) => requestIdOf(rows + at));
    await sql`insert into yardstick select * from unnest(${ids}::text[], ${content}::bytea[])`.execute(
      database,
    );
    rows += YARDSTICK_ROWS;
  }
  return Math.round((rows * 1000) / (performance.now() - start));
}

async function measure(engine: string, store: Store): Promise<Result[]> {
  const results: Result[] = [];
  try {
    yardsticks.push({ engine, rowsPerSecond: await yardstick(store) });
    await run(engine, store, WRITERS[0] ?? 1);
    for (const writers of WRITERS) results.push(await run(engine, store, writers));
  } finally {
    await store.close();
  }
  return results;
}

const yardsticks: { engine: string; rowsPerSecond: number }[] = [];
const results: Result[] = [];
const postgres = await startPostgres();
if (postgres) {
  const directory = temporaryDirectory();
  const url = await postgres.database();
  const store = await openStore({ url, directory, nowMillis: Date.now });
  results.push(...(await measure('PostgreSQL', store)));
  await postgres.remove();
  rmSync(directory, { recursive: true });
}
const directory = temporaryDirectory();
const store = await openStore({ directory, nowMillis: Date.now });
results.push(...(await measure('PGlite', store)));
rmSync(directory, { recursive: true });
console.table(yardsticks);
console.table(results);
mkdirSync('.bench', { recursive: true });
const machine = `${cpus().length} × ${cpus()[0]?.model}`;
const report = { machine, node: process.version, yardsticks, results };
writeFileSync('.bench/store.json', `${JSON.stringify(report, undefined, 2)}\n`);
