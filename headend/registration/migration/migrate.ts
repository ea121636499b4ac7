/**
 * A bulk load of the register, with the head-end stopped: all files are read and judged row by row into
 * tables of their own (staging), compared with one another in one go, and what is whole is loaded in
 * batches. Each block and each batch is one transaction with the note of how far it is, so that a run that
 * is killed goes on where it was, and ends as one that was not.
 */
import type { Store } from '../../store/store.ts';
import { type MigrationFile, runIdOf } from './files.ts';
import { type Lane, lanesOf, loadBatch } from './load.ts';
import { readReference } from './read-files.ts';
import type { Reference } from './reference.ts';
import { faultsOf, type StoredFault } from './reject-file.ts';
import { type MigrationReport, reportOf } from './report.ts';
import {
  beginRun,
  besides,
  endRun,
  inTemporaryTables,
  type Run,
  type Transactions,
} from './run.ts';
import { type Progress, stage } from './stage-files.ts';

export type { Progress } from './stage-files.ts';

export type MigrationOptions = {
  readonly isDryRun?: boolean;
  readonly nowMillis: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Bytes of a file that are staged, and metering points that are loaded, in one transaction. */
  readonly blockBytes?: number;
  readonly batchPoints?: number;
  /** Takes every fault that was found, in order of the files and their lines. */
  readonly takeFaults?: (faults: AsyncIterable<StoredFault>) => Promise<void>;
};

const BATCH_POINTS = 5_000;

/**
 * Throws Refused for files that cannot be read as a whole, or when others are half loaded. A dry run judges
 * and compares in the same way and leaves nothing behind.
 */
export async function migrate(
  store: Store,
  files: readonly MigrationFile[],
  options: MigrationOptions,
): Promise<MigrationReport> {
  const runId = runIdOf(files);
  const reference = await readReference(files.filter(({ kind }) => kind === 'reference'));
  const migration = { store, runId, files, reference, options };
  return options.isDryRun ? dryRun(migration) : realRun(migration);
}

type Migration = {
  readonly store: Store;
  readonly runId: string;
  readonly files: readonly MigrationFile[];
  readonly reference: Reference;
  readonly options: MigrationOptions;
};

function dryRun(migration: Migration): Promise<MigrationReport> {
  const { store, runId, files, options } = migration;
  return store.bulk((query) =>
    inTemporaryTables(query, async (transactions) => {
      const run = await beginRun(transactions, runId, options.nowMillis);
      await stage(transactions, run, migration);
      await options.takeFaults?.(faultsOf(query, runId));
      return reportOf(query, runId, files);
    }),
  );
}

async function realRun(migration: Migration): Promise<MigrationReport> {
  const { store, runId, options } = migration;
  const transactions: Transactions = (work) => store.bulk(work);
  const run = await beginRun(transactions, runId, options.nowMillis);
  if (run.state === 'staging') await stage(transactions, run, migration);
  const isRepeated = run.state === 'complete';
  const report = isRepeated ? (run.report as MigrationReport) : await complete(migration, run);
  await transactions(async (query) => options.takeFaults?.(faultsOf(query, runId)));
  return isRepeated ? { ...report, isRepeated } : report;
}

async function complete(
  { store, runId, files, options }: Migration,
  run: Run,
): Promise<MigrationReport> {
  const report = await store.bulk((query) => reportOf(query, runId, files));
  await load(store, run, report.points, options);
  await auditLoad(store, runId, report, options.nowMillis);
  await endRun((work) => store.bulk(work), runId, report);
  return report;
}

/** Both lanes at a time: what takes long is the database, and it has more than one processor. */
async function load(
  store: Store,
  run: Run,
  of: number,
  { onProgress, batchPoints = BATCH_POINTS }: MigrationOptions,
): Promise<void> {
  const lanes = await store.bulk((query) => lanesOf(query, run.runId));
  let done = 0;
  const loadLane = async (transactions: Transactions, lane: Lane): Promise<void> => {
    for (let { loadedTo } = lane; ; ) {
      const place = { ...lane, loadedTo };
      const batch = await transactions((query) => loadBatch(query, run, place, batchPoints));
      if (!batch) return;
      loadedTo = batch.loadedTo;
      done += batch.points;
      onProgress?.({ phase: 'loading', done, of });
    }
  };
  const ways = [(work) => store.bulk(work), besides(store)] satisfies Transactions[];
  await Promise.all(ways.map((way, at) => (lanes[at] ? loadLane(way, lanes[at]) : undefined)));
}

/** One entry for all: what each point was before is nothing, and its files are kept by whoever migrates. */
async function auditLoad(
  store: Store,
  runId: string,
  { points, rejectedPoints }: MigrationReport,
  atMillis: number,
): Promise<void> {
  const detail = { migration: runId, points, rejectedPoints };
  await store.commit({ kind: 'audit', audit: [{ atMillis, step: 'registrationChanged', detail }] });
}
