import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FAULTS } from '../faults.ts';
import {
  GAS_METER,
  GAS_SUPPLIER,
  HUB,
  METER,
  makeWorld,
  NETWORK,
  RIVAL,
  STRANGER,
  TODAY,
  type World,
} from './world.testing.ts';

const schedule = {
  scheduleFrequency: 'Daily',
  scheduleStartDate: TODAY,
  serviceReference: '4.6',
  serviceReferenceVariant: '4.6.1',
  deviceId: METER,
  read: {
    importDailyReadLog: { startDateOffset: -1, startTime: 0, endDateOffset: 0, endTime: 0 },
  },
};
const create = async (world: World, originator?: string) =>
  ((await world.ask('5.1', schedule, originator)).result as { scheduleId: number }).scheduleId;

const test = suite('schedules');
let world: World;
test.before.each(async () => {
  world = await makeWorld();
});

test('a schedule gets a number of its own and is read back as it was', async () => {
  const { result, notice } = await world.ask('5.1', schedule);
  assert.equal(result, { scheduleId: 1 });
  assert.is(notice, undefined);
  assert.is(await create(world), 2);
  const { result: read } = await world.ask('5.2', { scheduleId: 1 });
  assert.equal(read, { schedules: [{ scheduleId: 1, schedule }] });
});

test('all of a device are read, one by one or all are deleted, and no number comes back', async () => {
  for (const _ of [1, 2, 3]) await create(world);
  const read = (await world.ask('5.2', { deviceId: METER })).result as { schedules: object[] };
  assert.is(read.schedules.length, 3);
  await world.ask('5.3', { scheduleId: 3 });
  assert.is(await world.refusal('5.2', { scheduleId: 3 }), 'SCHEDULE_TO_READ_UNKNOWN');
  assert.is(await create(world), 4);
  await world.ask('5.3', { deviceId: METER });
  assert.is(await world.refusal('5.3', { deviceId: METER }), 'SCHEDULE_TO_DELETE_UNKNOWN');
});

test('those of another user are as if they did not exist', async () => {
  const scheduleId = await create(world);
  for (const body of [{ scheduleId }, { deviceId: METER }]) {
    assert.is(await world.refusal('5.2', body, RIVAL), 'SCHEDULE_TO_READ_UNKNOWN');
    assert.is(await world.refusal('5.3', body, RIVAL), 'SCHEDULE_TO_DELETE_UNKNOWN');
  }
  assert.is(world.stations.schedules.get(scheduleId)?.device, METER);
  assert.is(FAULTS.SCHEDULE_TO_READ_UNKNOWN.response, 'E050201');
});

test('only whoever may ask for the read now may have it run', async () => {
  assert.is(await world.refusal('5.1', schedule, RIVAL), 'DEVICE_UNKNOWN');
  assert.is(await world.refusal('5.1', schedule, NETWORK), 'ROLE_NOT_ELIGIBLE');
  assert.is(await world.refusal('5.1', { ...schedule, deviceId: STRANGER }), 'DEVICE_UNKNOWN');
  assert.is(await world.refusal('5.1', { ...schedule, deviceId: HUB }), 'SERVICE_NOT_FOR_DEVICE');
  world.with(METER, { status: 'Suspended' });
  assert.is(await world.refusal('5.1', schedule), 'DEVICE_STATUS');
});

test('one that is over already is refused', async () => {
  assert.is(await world.refusal('5.1', { ...schedule, scheduleEndDate: TODAY }), undefined);
  const over = { ...schedule, scheduleStartDate: TODAY - 9, scheduleEndDate: TODAY - 1 };
  assert.is(await world.refusal('5.1', over), 'SCHEDULE_OVER');
});

test('a user has at most 99 of a device, which one answer can hold', async () => {
  for (let count = 0; count < 99; count++) await create(world);
  assert.is(await world.refusal('5.1', schedule), 'SCHEDULES_FULL');
  const { result } = await world.ask('5.2', { deviceId: METER });
  assert.is((result as { schedules: object[] }).schedules.length, 99);
  assert.is(
    await world.refusal('5.1', { ...schedule, deviceId: GAS_METER }, GAS_SUPPLIER),
    undefined,
  );
});

test.run();
