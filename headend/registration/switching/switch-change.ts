/** Changes of supplier as rows of the database. */
export type SwitchChange = {
  /** Written over what was known of it. */
  readonly kind: 'switchPut';
  readonly switchId: number;
  readonly record: Readonly<Record<string, unknown>>;
};
