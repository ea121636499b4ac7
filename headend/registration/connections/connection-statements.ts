/** Their changes as statements of the database. */
import type { Statement } from '../../store/session.ts';
import type { ConnectionChange } from './connection-change.ts';

export function connectionStatements(
  _change: ConnectionChange,
): readonly (readonly [Statement, readonly unknown[]])[] {
  throw new Error('not written yet');
}
