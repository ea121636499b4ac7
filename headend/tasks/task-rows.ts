/** Tasks as the database has them, and as they are taken up again at a start. */
import type { JSONColumnType } from 'kysely';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { Store } from '../store/store.ts';
import type { Purpose } from './own-request-change.ts';
import type { Task } from './task.ts';

declare module '../store/tables.ts' {
  interface Database {
    tasks: TasksTable;
    own_requests: { request_id: string; purpose: JSONColumnType<Purpose> };
  }
}

export interface TasksTable {
  task_id: bigint;
  kind: string;
  device: string;
  mpxn: string;
  record: JSONColumnType<object>;
  outcome: string | null;
}

/** Those that are not ended, in the order of their numbers. */
export async function* loadTasks(store: Store): AsyncIterable<Task> {
  const rows = await store.database
    .selectFrom('tasks')
    .select('record')
    .where('outcome', 'is', null)
    .orderBy('task_id')
    .execute();
  for (const { record } of rows) yield record as Task;
}

export async function* loadPurposes(store: Store): AsyncIterable<readonly [RequestId, Purpose]> {
  const rows = await store.database
    .selectFrom('own_requests')
    .select(['request_id', 'purpose'])
    .execute();
  for (const { request_id, purpose } of rows) yield [request_id, purpose];
}
