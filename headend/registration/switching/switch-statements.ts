/** Their changes as statements of the database. */
import type { Statement } from '../../store/session.ts';
import type { SwitchChange } from './switch-change.ts';

export function switchStatements(
  _change: SwitchChange,
): readonly (readonly [Statement, readonly unknown[]])[] {
  throw new Error('not written yet');
}
