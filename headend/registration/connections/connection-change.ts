/** New connections as rows of the database. */
import type { Connection } from './connection.ts';

export type ConnectionChange = {
  /** Written over what was known of it. */
  readonly kind: 'connectionPut';
  readonly connectionId: number;
  readonly record: Connection;
};
