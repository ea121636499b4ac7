/** The note of how far a run is, and where its rows are kept meanwhile. */
import { CompiledQuery } from 'kysely';
import { Refused } from '../../../protocol/refused.ts';
import type { Query, Row, Statement } from '../../store/session.ts';
import type { Store } from '../../store/store.ts';

/** Runs work in a transaction of its own. */
export type Transactions = <T>(work: (query: Query) => Promise<T>) => Promise<T>;
export type RunState = 'staging' | 'loading' | 'complete';

export type Run = {
  readonly runId: string;
  readonly state: RunState;
  /** When the register came to know what it loads: the beginning of the first try. */
  readonly knownAtMillis: number;
  /** What is staged: files before this one, and of it so many bytes. */
  readonly file: number;
  readonly byteOffset: number;
  readonly line: number;
  readonly report: unknown;
};

type RunRow = Row & {
  run_id: string;
  state: RunState;
  known_at_millis: bigint;
  file: number;
  byte_offset: bigint;
  line: bigint;
  report: unknown;
};

const TABLES = [
  'migration_runs',
  'migration_lanes',
  'migration_rows',
  'migration_devices',
  'migration_addresses',
  'migration_faults',
];
const OPEN: Statement = {
  name: 'migration-open-run',
  text: `select * from migration_runs where state <> 'complete'`,
};
const FIND: Statement = {
  name: 'migration-find-run',
  text: 'select * from migration_runs where run_id = $1',
};
const ADD: Statement = {
  name: 'migration-add-run',
  text: `insert into migration_runs (run_id, state, known_at_millis, file, byte_offset, line)
    values ($1, 'staging', $2, 0, 0, 1) returning *`,
};
const SET_STATE: Statement = {
  name: 'migration-set-state',
  text: 'update migration_runs set state = $2 where run_id = $1',
};
const END: Statement = {
  name: 'migration-end-run',
  text: `update migration_runs set state = 'complete', report = $2::jsonb where run_id = $1`,
};
const EMPTY: readonly Statement[] = [
  { name: 'migration-drop-index', text: 'drop index if exists migration_rows_mpxn' },
  {
    name: 'migration-empty-rows',
    text: 'truncate migration_rows, migration_devices, migration_addresses, migration_lanes',
  },
];
const FORGET: readonly Statement[] = [
  { name: 'migration-forget-faults', text: 'delete from migration_faults where run_id = $1' },
  { name: 'migration-forget-run', text: 'delete from migration_runs where run_id = $1' },
];

/**
 * The run as it was left, or a new one. One of other files that was only reading is forgotten; one that has
 * begun to load must be ended first: Refused.
 */
export function beginRun(
  transactions: Transactions,
  runId: string,
  nowMillis: number,
): Promise<Run> {
  return transactions(async (query) => {
    const [known] = await query<RunRow>(FIND, [runId]);
    if (known) return runOf(known);
    const [other] = await query<RunRow>(OPEN);
    if (other?.state === 'loading')
      throw new Refused(
        'migration',
        'other files are half loaded: run the command with them again, to its end, and then with these',
      );
    if (other) {
      for (const statement of EMPTY) await query(statement);
      for (const statement of FORGET) await query(statement, [other.run_id]);
    }
    const [added] = await query<RunRow>(ADD, [runId, nowMillis]);
    return runOf(added as RunRow);
  });
}

/**
 * The head-end's connection plans for single rows; here whole tables are joined. Nobody waits for the disk: a
 * server that crashes may forget the last transactions, but with each of them the note of how far the run is.
 */
const IN_BULK: Statement = {
  name: 'migration-in-bulk',
  text: `select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
    set_config('enable_mergejoin', 'on', true), set_config('plan_cache_mode', 'auto', true),
    set_config('work_mem', '64MB', true), set_config('maintenance_work_mem', '256MB', true),
    set_config('jit', 'off', true), set_config('synchronous_commit', 'off', true)`,
};

/** For the transaction it is called in. */
export async function inBulk(query: Query): Promise<void> {
  await query(IN_BULK);
}

export async function setState(query: Query, runId: string, state: RunState): Promise<void> {
  await query(SET_STATE, [runId, state]);
}

/** Transactions on another connection than the head-end's own, while that one holds the lock. */
export const besides =
  ({ database }: Store): Transactions =>
  (work) =>
    database.transaction().execute((transaction) =>
      work(async <R extends Row>({ text }: Statement, values: readonly unknown[] = []) => {
        const { rows } = await transaction.executeQuery<R>(CompiledQuery.raw(text, [...values]));
        return rows;
      }),
    );

/** The faults stay, for a reject file that is asked for again; the rows go. */
export async function endRun(
  transactions: Transactions,
  runId: string,
  report: object,
): Promise<void> {
  await transactions(async (query) => {
    for (const statement of EMPTY) await query(statement);
    await query(END, [runId, JSON.stringify(report)]);
  });
}

/** Tables of the same names that are gone with the transaction, and hide the real ones until then. */
export async function inTemporaryTables<T>(
  query: Query,
  work: (transactions: Transactions) => Promise<T>,
): Promise<T> {
  for (const table of TABLES)
    await query({
      name: `migration-temporary-${table}`,
      text: `create temp table ${table} (like ${table} including all) on commit drop`,
    });
  return work((one) => one(query));
}

function runOf(row: RunRow): Run {
  return {
    runId: row.run_id,
    state: row.state,
    knownAtMillis: Number(row.known_at_millis),
    file: row.file,
    byteOffset: Number(row.byte_offset),
    line: Number(row.line),
    report: row.report,
  };
}
