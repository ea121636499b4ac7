/** Changes of supplier as rows of the database. */
import type { Switch } from './switch.ts';

export type SwitchChange = {
  /** Written over what was known of it. */
  readonly kind: 'switchPut';
  readonly switchId: number;
  readonly record: Switch;
};

export const switchPut = (record: Switch): SwitchChange => ({
  kind: 'switchPut',
  switchId: record.switchId,
  record,
});
