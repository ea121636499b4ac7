/**
 * A bulk load of the register, with the head-end stopped: all files are read and judged row by row into
 * tables of their own (staging), compared with one another in one go, and what is whole is loaded in
 * batches. Each block and each batch is one transaction with the note of how far it is, so that a run that
 * is killed goes on where it was, and ends as one that was not.
 */
import { Refused } from '../../../protocol/refused.ts';
import type { Store } from '../../store/store.ts';
import { compareRows } from './compare.ts';
import { type MigrationFile, rowsOf, runIdOf } from './files.ts';
import { type Lane, lanesOf, loadBatch } from './load.ts';
import { addressReader, pointReader, readReference } from './read-files.ts';
import type { Reference } from './reference.ts';
import { type MigrationReport, reportOf } from './report.ts';
import {
  beginRun,
  besides,
  endRun,
  inTemporaryTables,
  type Run,
  setState,
  type Transactions,
} from './run.ts';
import { noteStaged, stageAddresses, stageFaults, stageRows } from './stage.ts';

export type Progress = {
  readonly phase: 'reading' | 'comparing' | 'loading';
  readonly done: number;
  readonly of: number;
};

export type MigrationOptions = {
  readonly isDryRun?: boolean;
  readonly nowMillis: number;
  readonly onProgress?: (progress: Progress) => void;
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
  if (options.isDryRun)
    return store.bulk((query) =>
      inTemporaryTables(query, async (transactions) => {
        const run = await beginRun(transactions, runId, options.nowMillis);
        await stage(transactions, run, { files, reference }, options);
        return transactions((one) => reportOf(one, runId, files));
      }),
    );
  const transactions: Transactions = (work) => store.bulk(work);
  const run = await beginRun(transactions, runId, options.nowMillis);
  if (run.state === 'complete') return { ...(run.report as MigrationReport), isRepeated: true };
  if (run.state === 'staging') await stage(transactions, run, { files, reference }, options);
  const report = await transactions((query) => reportOf(query, runId, files));
  await load(store, run, report.points, options);
  await auditLoad(store, runId, report, options.nowMillis);
  await endRun(transactions, runId, report);
  return report;
}

type Sources = { readonly files: readonly MigrationFile[]; readonly reference: Reference };

async function stage(
  transactions: Transactions,
  run: Run,
  { files, reference }: Sources,
  { onProgress }: MigrationOptions,
): Promise<void> {
  const of = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  let before = 0;
  // One transaction is being written while the next block is read and judged.
  let writing: Promise<void> = Promise.resolve();
  for (const [at, file] of files.entries()) {
    const isOfThisFile = at === run.file && run.byteOffset > 0;
    const from = isOfThisFile ? { byteOffset: run.byteOffset, line: run.line } : file.body;
    if (at >= run.file && file.kind !== 'reference') {
      const write = writerOf(file, at, run, reference);
      for await (const { rows, next } of rowsOf(file, from)) {
        const work = write(rows);
        await writing;
        writing = transactions(async (query) => {
          await work(query);
          await noteStaged(query, run.runId, at, next);
        });
        // Whoever waits for it next is told.
        writing.catch(() => undefined);
        onProgress?.({ phase: 'reading', done: before + next.byteOffset, of });
      }
    }
    before += file.byteLength;
  }
  await writing;
  onProgress?.({ phase: 'comparing', done: 0, of: 1 });
  await transactions(async (query) => {
    await compareRows(query, run.runId);
    await setState(query, run.runId, 'loading');
  });
}

type Work = Parameters<Transactions>[0];
type Rows = Parameters<ReturnType<typeof pointReader>>[0][];

/** Judges at once what is to be written, and gives the writing of it. */
function writerOf(file: MigrationFile, at: number, run: Run, reference: Reference) {
  if (file.kind === 'addresses') {
    const read = addressReader(file);
    return (rows: Readonly<Rows>): Work => {
      const all = rows.map(read);
      return async (query) => {
        await stageAddresses(
          query,
          all.flatMap(({ address }) => address ?? []),
        );
        await stageFaults(
          query,
          run.runId,
          at,
          all.flatMap(({ faults }) => faults),
        );
      };
    };
  }
  if (file.kind !== 'points') throw new Refused(file.path, 'not a file of rows to stage');
  const nowUtcSeconds = Math.floor(run.knownAtMillis / 1000);
  const read = pointReader(file, { fuel: file.fuel, reference, nowUtcSeconds });
  return (rows: Readonly<Rows>): Work => {
    const all = rows.map(read);
    const faults = all.flatMap(({ record, mpxn, findings }) =>
      findings.map((finding) => ({ ...finding, record, mpxn })),
    );
    return async (query) => {
      await stageRows(query, at, all);
      await stageFaults(query, run.runId, at, faults);
    };
  };
}

/** Both lanes at a time: what takes long is the database, and it has more than one processor. */
async function load(
  store: Store,
  run: Run,
  of: number,
  { onProgress }: MigrationOptions,
): Promise<void> {
  const lanes = await store.bulk((query) => lanesOf(query, run.runId));
  let done = 0;
  const loadLane = async (transactions: Transactions, lane: Lane): Promise<void> => {
    for (let { loadedTo } = lane; ; ) {
      const place = { ...lane, loadedTo };
      const batch = await transactions((query) => loadBatch(query, run, place, BATCH_POINTS));
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
