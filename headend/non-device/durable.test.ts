import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testDevice } from '../inventory/device.testing.ts';
import type { Device } from '../inventory/device.ts';
import { Inventory } from '../inventory/inventory.ts';
import { Register } from '../registration/register.ts';
import { Schedules } from '../scheduling/schedules.ts';
import { MasterData } from '../store/master-data.ts';
import { codeOf, memoryStore, NOON_MILLIS, newRequest } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { Tasks } from '../tasks/tasks.ts';
import type { Change } from './change.ts';
import { takeChanges } from './take-changes.ts';
import { coverageFromJson, WanCoverage } from './wan-coverage.ts';
import { labelled, METER, MPAN, STRANGER, SUPPLIER } from './world.testing.ts';

const test = suite('changes in the database and in memory');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

/** What a head-end finds when it starts. */
async function loaded() {
  const master = new MasterData(store, () => NOON_MILLIS);
  const memory = {
    inventory: new Inventory(master),
    schedules: new Schedules(master),
    register: new Register(master),
    tasks: new Tasks(master),
  };
  const coverage = new WanCoverage(master);
  await memory.inventory.load();
  await memory.register.load();
  await memory.schedules.load();
  await coverage.load();
  return { ...memory, coverage };
}
const commit = (counter: number, changes: readonly Change[]) =>
  store.commit({
    kind: 'accept',
    request: newRequest(counter, { state: 'answered' }),
    audit: [],
    changes,
  });
const schedule = (scheduleId: number) => ({
  scheduleId,
  owner: SUPPLIER,
  device: METER,
  service: 16_480,
  body: Uint8Array.of(0xa0),
  createdAtMillis: NOON_MILLIS,
});
const added = (scheduleId: number) =>
  ({ kind: 'scheduleAdded', schedule: schedule(scheduleId) }) as const;
const firmware = (requestId: string) =>
  ({
    kind: 'firmwareStored',
    requestId,
    originator: SUPPLIER,
    service: 45_072,
    firmwareVersion: '00020000',
    image: Uint8Array.of(1, 2, 3),
    imageHash: new Uint8Array(32),
    devices: [METER, STRANGER],
    storedAtMillis: NOON_MILLIS,
  }) as const;

test('memory after a change is what a restart finds, whatever the change', async () => {
  const memory = await loaded();
  const { inventory, schedules } = memory;
  const label = { model: 'Other', firmwareVersion: '00020000' };
  const told = { hub: STRANGER, esmeVariant: 'AD', filed: 'ab' } as const;
  const before = { ...testDevice(METER, MPAN), ...told };
  await inventory.put(before);
  const changes: Change[] = [
    { kind: 'deviceAdded', device: labelled(STRANGER, 'CHF', { status: 'Pending' }) },
    { kind: 'deviceChanged', eui64: METER, place: { status: 'Suspended', smetsVersion: '2' } },
    { kind: 'deviceChanged', eui64: METER, forgotten: ['hub', 'mpxn'], label },
    added(1),
    added(2),
    { kind: 'schedulesRemoved', scheduleIds: [1] },
  ];
  await commit(1, changes);
  takeChanges(memory, changes);
  const after = await loaded();
  for (const eui64 of [METER, STRANGER])
    assert.equal(after.inventory.get(eui64), inventory.get(eui64));
  assert.equal(after.schedules.of(METER), schedules.of(METER));
  assert.equal(after.schedules.of(METER), [schedule(2)]);
  await commit(2, [{ kind: 'deviceRemoved', eui64: STRANGER }]);
  assert.is((await loaded()).inventory.get(STRANGER), undefined);
});

test('the number of a schedule that was deleted is not given again after a restart', async () => {
  await commit(1, [added(7)]);
  await commit(2, [{ kind: 'schedulesRemoved', scheduleIds: [7] }, added(3)]);
  const { schedules } = await loaded();
  assert.is(schedules.get(7), undefined);
  assert.is(schedules.nextId, 8);
});

test('a device that the operator has added meanwhile keeps its keys', async () => {
  const memory = await loaded();
  const { inventory } = memory;
  const device = testDevice(METER, MPAN);
  await inventory.put(device);
  const late: Change[] = [
    { kind: 'deviceAdded', device: labelled(METER, 'ESME', { status: 'Pending' }) },
  ];
  await commit(1, late);
  takeChanges(memory, late);
  for (const known of [inventory, (await loaded()).inventory])
    assert.equal(known.get(METER), device);
});

test('when one of them fails nothing is written, of the request neither', async () => {
  const gone = { kind: 'deviceAdded', device: labelled(STRANGER, 'CHF', { status: 'Pending' }) };
  const failing = commit(1, [gone as Change, added(1), added(1)]);
  assert.is(await codeOf(failing), 'GROUP_FAILED');
  const { inventory, schedules } = await loaded();
  assert.is(inventory.get(STRANGER), undefined);
  assert.is(schedules.nextId, 1);
  assert.is(await store.request(newRequest(1).requestId), undefined);
});

test('a RequestID that comes again changes nothing', async () => {
  await commit(1, [added(1)]);
  const { duplicateOf } = await commit(1, [added(2)]);
  assert.ok(duplicateOf);
  assert.is((await loaded()).schedules.of(METER).length, 1);
});

test('an image that two requests bring lies in the database once', async () => {
  await commit(1, [firmware('first')]);
  await commit(2, [firmware('second')]);
  const { database } = store;
  assert.is((await database.selectFrom('firmware_images').select('hash').execute()).length, 1);
  const updates = await database.selectFrom('firmware_updates').selectAll().execute();
  assert.equal(
    updates.map(({ request_id, devices }) => [request_id, devices]),
    [
      ['first', [METER, STRANGER]],
      ['second', [METER, STRANGER]],
    ],
  );
});

test('what is said of a hub is kept by its request', async () => {
  const report = { service: 33_009, body: Uint8Array.of(0xa0), reportedAtMillis: NOON_MILLIS };
  await commit(1, [{ kind: 'hubReported', requestId: 'one', hub: STRANGER, ...report }]);
  const rows = await store.database.selectFrom('hub_reports').selectAll().execute();
  assert.equal([rows[0]?.hub, rows[0]?.service], [STRANGER, 33_009]);
});

test('keys and status that change at once undo neither, in memory or in the database', async () => {
  const memory = await loaded();
  const { inventory } = memory;
  const device = testDevice(METER, MPAN);
  await inventory.put(device);
  const key = new Uint8Array(32).fill(7);
  const suspended: Change[] = [
    { kind: 'deviceChanged', eui64: METER, place: { status: 'Suspended' }, label: { model: 'B' } },
  ];
  // The key was read beside the old status, and is written after the new one.
  await commit(1, suspended);
  takeChanges(memory, suspended);
  await inventory.putKeys({
    ...device,
    record: { ...device.record, signingPublic: key },
    renewed: { agreementPublic: key },
  });
  for (const known of [inventory, (await loaded()).inventory]) {
    const { status, record, renewed } = known.get(METER) as Device;
    assert.equal([status, record.model, record.signingPublic], ['Suspended', 'B', key]);
    assert.equal(renewed, { agreementPublic: key });
  }
  await inventory.putKeys(device);
  assert.equal(((await loaded()).inventory.get(METER) as Device).renewed ?? {}, {});
});

test('coverage outlives a restart', async () => {
  const { coverage } = await loaded();
  const row = coverageFromJson({ area: 'M22', regions: [{ cspRegion: 'North' }] });
  await coverage.put(row);
  assert.equal((await loaded()).coverage.at('M22 0RR'), row.regions);
});

test.run();
