/** Changes of the register as statements of the database. */
import type { Statement } from '../store/session.ts';
import type { RegisterChange } from './register-change.ts';

export function registerStatements(
  _change: RegisterChange,
): readonly (readonly [Statement, readonly unknown[]])[] {
  throw new Error('not written yet');
}
