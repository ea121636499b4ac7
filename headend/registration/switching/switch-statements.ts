/** Their changes as statements of the database. */
import type { Statement } from '../../store/session.ts';
import { isOpen, nextDue } from './switch.ts';
import type { SwitchChange } from './switch-change.ts';

export function switchStatements({
  switchId,
  record,
}: SwitchChange): readonly (readonly [Statement, readonly unknown[]])[] {
  const mpxns = record.points.map(({ mpxn }) => mpxn);
  const due = nextDue(record)?.at ?? null;
  return [
    [PUT_SWITCH, [switchId, record.state, due, JSON.stringify(record)]],
    [PUT_POINTS, [switchId, isOpen(record), mpxns]],
  ];
}

const PUT_SWITCH: Statement = {
  name: 'put-switch',
  text: `insert into switches (switch_id, state, next_due_seconds, record)
    values ($1, $2, $3, $4::jsonb)
    on conflict (switch_id) do update set state = excluded.state,
      next_due_seconds = excluded.next_due_seconds, record = excluded.record`,
};

// A second open one of a metering point fails by the unique index, and with it all that came with it.
const PUT_POINTS: Statement = {
  name: 'put-switch-points',
  text: `insert into switch_points (switch_id, point_id, is_open)
    select $1::int8, point_id, $2::boolean from metering_points where mpxn = any($3::text[])
    on conflict (switch_id, point_id) do update set is_open = excluded.is_open`,
};
