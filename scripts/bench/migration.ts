/**
 * The speed of a bulk migration: invented metering points read, judged, compared and loaded, in metering
 * points per second from the first byte to the last commit. Yardstick in the same run: bare rows of supply
 * put into one table under the same exclusion constraint, by arrays as large as a batch. Every planted fault
 * is counted against the sheet of answers.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { sql } from 'kysely';
import { writeSynthetic } from '../../cli/register/synthetic.ts';
import { openFiles } from '../../headend/registration/migration/files.ts';
import { migrate } from '../../headend/registration/migration/migrate.ts';
import { openStore } from '../../headend/store/open.ts';
import { startPostgres, temporaryDirectory } from '../../headend/store/store.testing.ts';
import type { Store } from '../../headend/store/store.ts';

const POINTS = Number(process.env['BENCH_POINTS'] ?? 200_000);
const POINTS_PGLITE = Math.min(POINTS, 50_000);
const YARDSTICK_BATCH = 5_000;
const YARDSTICK_ROWS = 50_000;

type Result = {
  readonly engine: string;
  readonly points: number;
  readonly readingSeconds: number;
  readonly comparingSeconds: number;
  readonly loadingSeconds: number;
  readonly pointsPerSecond: number;
  /** Of this process, PGlite's included; a server has its own. */
  readonly cpuSeconds: number;
  readonly yardstickRowsPerSecond: number;
  readonly ratio: number;
  readonly plantedFaults: number;
  readonly missedFaults: number;
  readonly wrongFaults: number;
  readonly peakMegabytes: number;
};

/** Rows per second. */
async function yardstick({ database }: Store): Promise<number> {
  await sql`create table yardstick (id int8, effective int8range,
    exclude using gist (id with =, effective with &&))`.execute(database);
  const start = performance.now();
  for (let first = 0; first < YARDSTICK_ROWS; first += YARDSTICK_BATCH)
    await sql`insert into yardstick select id, int8range(1500000000, null)
      from generate_series(${first}::int8, ${first + YARDSTICK_BATCH - 1}::int8) id`.execute(
      database,
    );
  return Math.round((YARDSTICK_ROWS * 1000) / (performance.now() - start));
}

async function measure(engine: string, store: Store, points: number): Promise<Result> {
  const yardstickRowsPerSecond = await yardstick(store);
  const directory = temporaryDirectory();
  const written = await writeSynthetic(directory, { points, seed: 5, faultsPerThousand: 30 });
  const planted = new Set(readFileSync(written.answers, 'utf8').trim().split('\r\n').slice(1));
  const found = new Set<string>();
  const begun = { reading: 0, comparing: 0, loading: 0, end: 0 };
  let peakBytes = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const files = await openFiles(written.files);
  const report = await migrate(store, files, {
    nowMillis: Date.now(),
    onProgress: ({ phase }) => {
      begun[phase] ||= performance.now() - start;
      peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    },
    takeFaults: async (faults) => {
      begun.end = performance.now() - start;
      for await (const { file, line, code } of faults)
        found.add(`${basename(files[file]?.path ?? '')},${line},${code}`);
    },
  });
  const { user, system } = process.cpuUsage(cpu);
  rmSync(directory, { recursive: true });
  const all = report.points + report.rejectedPoints;
  const pointsPerSecond = Math.round((all * 1000) / begun.end);
  const seconds = (from: number, to: number) => Number(((to - from) / 1000).toFixed(1));
  return {
    engine,
    points: all,
    readingSeconds: seconds(0, begun.comparing),
    comparingSeconds: seconds(begun.comparing, begun.loading),
    loadingSeconds: seconds(begun.loading, begun.end),
    pointsPerSecond,
    cpuSeconds: Number(((user + system) / 1e6).toFixed(1)),
    yardstickRowsPerSecond,
    ratio: Number((pointsPerSecond / yardstickRowsPerSecond).toFixed(2)),
    plantedFaults: planted.size,
    missedFaults: [...planted].filter((one) => !found.has(one)).length,
    wrongFaults: [...found].filter((one) => !planted.has(one)).length,
    peakMegabytes: Math.round(peakBytes / 1e6),
  };
}

const results: Result[] = [];
const postgres = await startPostgres();
if (postgres) {
  const directory = temporaryDirectory();
  const url = await postgres.database();
  const store = await openStore({ url, directory, nowMillis: Date.now });
  results.push(await measure('PostgreSQL', store, POINTS));
  await store.close();
  await postgres.remove();
}
const store = await openStore({ directory: temporaryDirectory(), nowMillis: Date.now });
results.push(await measure('PGlite', store, POINTS_PGLITE));
await store.close();
console.table(results);
mkdirSync('.bench', { recursive: true });
const machine = `${cpus().length} × ${cpus()[0]?.model}`;
const report = { machine, node: process.version, results };
writeFileSync('.bench/migration.json', `${JSON.stringify(report, undefined, 2)}\n`);
if (results.some(({ missedFaults, wrongFaults }) => missedFaults + wrongFaults > 0))
  process.exitCode = 1;
