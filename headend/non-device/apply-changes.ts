/** Changes as rows of the database, inside the transaction of the request they are of. */
import { deviceToJson, keyedJson } from '../inventory/device-json.ts';
import { legacyStatements } from '../market/legacy/legacy-statements.ts';
import { customerNumberStatements } from '../registration/authorisations/customer-numbers.ts';
import { connectionStatements } from '../registration/connections/connection-statements.ts';
import { registerStatements } from '../registration/register-statements.ts';
import { switchStatements } from '../registration/switching/switch-statements.ts';
import { SCHEDULE_COUNTER } from '../scheduling/schedules.ts';
import type { Query, Statement } from '../store/session.ts';
import { taskStatements } from '../tasks/task-statements.ts';
import type { Change } from './change.ts';

type Parameters = readonly [Statement, readonly unknown[]];

/** In their order; all of them or, when it rejects with the database's error, none. */
export async function applyChanges(
  query: Query,
  changes: readonly Change[],
  nowMillis: number,
): Promise<void> {
  for (const change of changes)
    for (const [statement, values] of statementsOf(change, nowMillis))
      await query(statement, values);
}

function statementsOf(change: Change, nowMillis: number): readonly Parameters[] {
  switch (change.kind) {
    case 'pointAdded':
    case 'pointChanged':
    case 'registrationBegins':
    case 'registrationEnds':
    case 'registrationVoided':
    case 'grantGiven':
    case 'grantEnds':
    case 'grantsStated':
    case 'detailsGiven':
    case 'detailsVoided':
      return registerStatements(change, nowMillis);
    case 'switchPut':
      return switchStatements(change);
    case 'connectionPut':
      return connectionStatements(change);
    case 'taskAdded':
    case 'taskEnded':
    case 'ownRequestMade':
    case 'ownRequestEnded':
    case 'scheduleRan':
    case 'keyChangeHeld':
    case 'keyChangeDone':
      return taskStatements(change);
    case 'customerNumberShown':
    case 'customerNumberUsed':
      return customerNumberStatements(change);
    case 'legacyFileTaken':
      return legacyStatements(change);
    case 'deviceAdded': {
      const { device } = change;
      return [[ADD_DEVICE, [device.record.eui64, JSON.stringify(deviceToJson(device))]]];
    }
    case 'deviceChanged': {
      const { eui64, place = {}, label = {}, forgotten = [] } = change;
      return [[CHANGE_DEVICE, [eui64, forgotten, JSON.stringify(place), JSON.stringify(label)]]];
    }
    case 'deviceKeyed':
      return [[KEY_DEVICE, [change.eui64, JSON.stringify(keyedJson(change))]]];
    case 'deviceRemoved':
      return [[REMOVE_DEVICE, [change.eui64]]];
    case 'scheduleAdded': {
      const { scheduleId, owner, device, service, body, createdAtMillis } = change.schedule;
      return [
        [ADD_SCHEDULE, [scheduleId, owner, device, service, body, createdAtMillis]],
        [COUNT_SCHEDULE, [SCHEDULE_COUNTER, scheduleId + 1]],
      ];
    }
    case 'schedulesRemoved':
      return [[REMOVE_SCHEDULES, [change.scheduleIds]]];
    case 'firmwareStored': {
      const { requestId, originator, service, firmwareVersion, image, imageHash } = change;
      const { devices, storedAtMillis } = change;
      const update = [requestId, originator, service, firmwareVersion, imageHash];
      return [
        [ADD_IMAGE, [imageHash, image]],
        [ADD_UPDATE, [...update, devices, storedAtMillis]],
      ];
    }
    case 'hubReported': {
      const { requestId, hub, service, body, reportedAtMillis } = change;
      return [[ADD_REPORT, [requestId, hub, service, body, reportedAtMillis]]];
    }
  }
}

// The operator may have added it meanwhile, with its keys: those stay.
const ADD_DEVICE: Statement = {
  name: 'add-device',
  text: 'insert into devices (eui64, record) values ($1, $2::jsonb) on conflict do nothing',
};

// Field by field: the keys of the device are in the same row, and change when it is seen to use them.
const CHANGE_DEVICE: Statement = {
  name: 'change-device',
  text: `update devices set record = jsonb_set((record - $2::text[]) || $3::jsonb, '{record}',
      (record -> 'record') || $4::jsonb) where eui64 = $1`,
};

// The operator may have given it others meanwhile: those stay.
const KEY_DEVICE: Statement = {
  name: 'key-device',
  text: `update devices set record = jsonb_set(record, '{record}', (record -> 'record') || $2::jsonb)
    where eui64 = $1 and not (record -> 'record') ? 'signingPublic'`,
};

const REMOVE_DEVICE: Statement = {
  name: 'remove-device',
  text: 'delete from devices where eui64 = $1',
};

const ADD_SCHEDULE: Statement = {
  name: 'add-schedule',
  text: `insert into schedules (schedule_id, owner, device, service, body, created_at_millis)
    values ($1, $2, $3, $4, $5, $6)`,
};

const COUNT_SCHEDULE: Statement = {
  name: 'count-schedule',
  text: `insert into counters as c (name, next) values ($1, $2::int8)
    on conflict (name) do update set next = greatest(c.next, $2::int8)`,
};

const REMOVE_SCHEDULES: Statement = {
  name: 'remove-schedules',
  text: 'delete from schedules where schedule_id = any($1::int8[])',
};

const ADD_IMAGE: Statement = {
  name: 'add-image',
  text: 'insert into firmware_images (hash, image) values ($1, $2) on conflict do nothing',
};

const ADD_UPDATE: Statement = {
  name: 'add-update',
  text: `insert into firmware_updates (request_id, originator, service, firmware_version,
      image_hash, devices, stored_at_millis) values ($1, $2, $3, $4, $5, $6::text[], $7)`,
};

const ADD_REPORT: Statement = {
  name: 'add-report',
  text: `insert into hub_reports (request_id, hub, service, body, reported_at_millis)
    values ($1, $2, $3, $4, $5)`,
};
