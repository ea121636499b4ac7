/** Every migration in the order it is applied; one that has been released is never changed. */
import type { Migration } from 'kysely';
import { first } from './0001-first.ts';
import { alertWindows } from './0002-alert-windows.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-alert-windows': alertWindows,
};
