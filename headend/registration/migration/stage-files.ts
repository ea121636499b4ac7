/** All rows of all files into the tables in which they are compared. */
import { Refused } from '../../../protocol/refused.ts';
import type { Query } from '../../store/session.ts';
import { compareRows } from './compare.ts';
import type { Row } from './csv-rows.ts';
import { type MigrationFile, rowsOf } from './files.ts';
import { addressReader, pointReader, type ReadAddress } from './read-files.ts';
import type { Reference } from './reference.ts';
import { inBulk, type Run, setState, type Transactions } from './run.ts';
import {
  columnsOfRows,
  noteStaged,
  type StagedRow,
  stageAddresses,
  stageFaults,
  stageRows,
} from './stage.ts';

export type Progress = {
  readonly phase: 'reading' | 'comparing' | 'loading';
  readonly done: number;
  readonly of: number;
};

type Sources = {
  readonly files: readonly MigrationFile[];
  readonly reference: Reference;
  readonly options: {
    readonly blockBytes?: number;
    readonly onProgress?: (progress: Progress) => void;
  };
};

/**
 * One block is being written while the next is read and judged; at the end all is compared. Goes on where
 * the run was left.
 */
export async function stage(
  transactions: Transactions,
  run: Run,
  { files, reference, options: { blockBytes, onProgress } }: Sources,
): Promise<void> {
  const of = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  let before = 0;
  let writing: Promise<void> = Promise.resolve();
  for (const [at, file] of files.entries()) {
    const isOfThisFile = at === run.file && run.byteOffset > 0;
    const from = isOfThisFile ? { byteOffset: run.byteOffset, line: run.line } : file.body;
    if (at >= run.file && file.kind !== 'reference') {
      const write = writerOf(file, at, run, reference);
      for await (const { rows, next } of rowsOf(file, from, blockBytes)) {
        const work = write(rows);
        await writing;
        writing = transactions(async (query) => {
          await inBulk(query);
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

type Work = (query: Query) => Promise<void>;

/** Judges at once what is to be written, and gives the writing of it. */
function writerOf(
  file: MigrationFile,
  at: number,
  { runId, knownAtMillis }: Run,
  reference: Reference,
): (rows: readonly Row[]) => Work {
  if (file.kind === 'addresses')
    return (rows) => addressWriter(rows.map(addressReader(file)), runId, at);
  if (file.kind !== 'points') throw new Refused(file.path, 'not a file of rows to stage');
  const nowUtcSeconds = Math.floor(knownAtMillis / 1000);
  const read = pointReader(file, { fuel: file.fuel, reference, nowUtcSeconds });
  return (rows) => pointWriter(rows.map(read), runId, at);
}

function addressWriter(rows: readonly ReadAddress[], runId: string, at: number): Work {
  const addresses = rows.flatMap(({ address }) => address ?? []);
  const faults = rows.flatMap((row) => row.faults);
  return async (query) => {
    await stageAddresses(query, addresses);
    await stageFaults(query, runId, at, faults);
  };
}

function pointWriter(rows: readonly StagedRow[], runId: string, at: number): Work {
  const faults = rows.flatMap(({ record, mpxn, findings }) =>
    findings.map((finding) => ({ ...finding, record, mpxn })),
  );
  const columns = columnsOfRows(at, rows);
  return async (query) => {
    await stageRows(query, columns);
    await stageFaults(query, runId, at, faults);
  };
}
