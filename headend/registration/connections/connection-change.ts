/** New connections as rows of the database. */
export type ConnectionChange = {
  /** Written over what was known of it. */
  readonly kind: 'connectionPut';
  readonly connectionId: number;
  readonly record: Readonly<Record<string, unknown>>;
};
