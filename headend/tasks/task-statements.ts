/** Their changes as statements of the database. */
import type { Statement } from '../store/session.ts';
import type { TaskChange } from './task.ts';

export function taskStatements(
  _change: TaskChange,
): readonly (readonly [Statement, readonly unknown[]])[] {
  throw new Error('not written yet');
}
