/** Tasks and the head-end's own requests as statements of the database. */
import type { Statement } from '../store/session.ts';
import type { HeldKeyChange } from './held-keys.ts';
import type { OwnRequestChange } from './own-request-change.ts';
import type { TaskChange } from './task.ts';

export function taskStatements(
  change: TaskChange | OwnRequestChange | HeldKeyChange,
): readonly (readonly [Statement, readonly unknown[]])[] {
  switch (change.kind) {
    case 'taskAdded': {
      const { taskId, kind, device, mpxn } = change.task;
      return [[PUT_TASK, [taskId, kind, device, mpxn, JSON.stringify(change.task)]]];
    }
    case 'taskEnded':
      return [[END_TASK, [change.taskId, change.outcome]]];
    case 'ownRequestMade':
      return [[MAKE_REQUEST, [change.requestId, JSON.stringify(change.purpose)]]];
    case 'ownRequestEnded':
      return [[END_REQUEST, [change.requestId]]];
    case 'scheduleRan':
      return [[RUN_SCHEDULE, [change.scheduleId, change.runUtcSeconds]]];
    case 'keyChangeHeld': {
      const { device, commandCounter, requestId, party, forUtcSeconds } = change;
      return [[HOLD_KEYS, [device, commandCounter, requestId, party, forUtcSeconds]]];
    }
    case 'keyChangeDone':
      return [[DO_KEYS, [change.device, change.commandCounter]]];
  }
}

// One that has ended is not brought back by an answer that came too late.
const PUT_TASK: Statement = {
  name: 'put-task',
  text: `insert into tasks as t (task_id, kind, device, mpxn, record)
    values ($1, $2, $3, $4, $5::jsonb)
    on conflict (task_id) do update set record = excluded.record where t.outcome is null`,
};

/** What it was about, certificates too, is needed no more. */
const END_TASK: Statement = {
  name: 'end-task',
  text: `update tasks set outcome = $2, record = '{}'::jsonb
    where task_id = $1 and outcome is null`,
};

const MAKE_REQUEST: Statement = {
  name: 'make-own-request',
  text: `insert into own_requests (request_id, purpose) values ($1, $2::jsonb)
    on conflict do nothing`,
};

const END_REQUEST: Statement = {
  name: 'end-own-request',
  text: 'delete from own_requests where request_id = $1',
};

const RUN_SCHEDULE: Statement = {
  name: 'run-schedule',
  text: `update schedules set last_run_utc_seconds = greatest(last_run_utc_seconds, $2::int8)
    where schedule_id = $1`,
};

const HOLD_KEYS: Statement = {
  name: 'hold-key-change',
  text: `insert into held_key_changes (device, command_counter, request_id, party, for_utc_seconds)
    values ($1, $2, $3, $4, $5) on conflict do nothing`,
};

const DO_KEYS: Statement = {
  name: 'do-key-change',
  text: 'update held_key_changes set is_done = true where device = $1 and command_counter = $2',
};
