/** Services that no device is asked for: one after the other, whole or not at all, and the same again. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { commandFailureAlert } from '../../protocol/alerts/dcc-alerts.ts';
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { readInventory } from '../../protocol/services/read-inventory.ts';
import { schedule } from '../../protocol/services/schedule-shapes.ts';
import { Fault } from '../faults.ts';
import type { Handler } from '../non-device/handler.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { HEAD_END, METER, makeBench, requestTo, SUPPLIER } from './bench.testing.ts';

const DAILY = encodeCbor(schedule, {
  scheduleFrequency: 'Daily',
  scheduleStartDate: 2030_0101,
  ...{ serviceReference: '4.16', serviceReferenceVariant: '4.16', deviceId: METER },
  read: { activePowerImport: {} },
});

const test = suite('a service that no device is asked for');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const bench = (handler: Handler) =>
  makeBench(store, new ManualTime(NOON_MILLIS), {
    handlers: new Map([[serviceNumber(readInventory.reference), handler]]),
  });
const asked = (counter: number) =>
  requestTo(HEAD_END, counter, {
    service: readInventory,
    commandVariant: 8,
    body: { deviceId: METER },
  });
const device = (firmwareVersion: string) => ({
  ...{ deviceId: METER, deviceType: 'ESME', deviceStatus: 'Commissioned' },
  ...{ deviceManufacturer: 'Maker', deviceModel: 'One', firmwareVersion },
});
/** Each decision sees what the one before it changed. */
const counting: Handler = ({ inventory }) => {
  const version = Number(inventory.get(METER)?.record.firmwareVersion ?? 0) + 1;
  const firmwareVersion = String(version).padStart(8, '0');
  const change = { kind: 'deviceChanged', eui64: METER, label: { firmwareVersion } } as const;
  return { result: { devices: [device(firmwareVersion)] }, changes: [change] };
};

test('is decided by what those before it changed, however many come at once', async () => {
  const { flow, stations } = await bench(counting);
  const before = Number(stations.inventory.get(METER)?.record.firmwareVersion);
  await Promise.all([1, 2, 3, 4].map((counter) => flow.submit(asked(counter))));
  assert.is(Number(stations.inventory.get(METER)?.record.firmwareVersion), before + 4);
});

test('is answered with the same result again, and done once', async () => {
  const { flow, stations } = await bench(counting);
  const [first, again] = await Promise.all([flow.submit(asked(1)), flow.submit(asked(1))]);
  const version = stations.inventory.get(METER)?.record.firmwareVersion;
  assert.is(first.kind, 'answered');
  assert.equal(again, first);
  assert.equal(await flow.submit(asked(1)), first);
  assert.is(stations.inventory.get(METER)?.record.firmwareVersion, version);
});

test('is acknowledged with its notice, also the second time', async () => {
  const { flow } = await bench(() => ({ notice: 'not run yet' }));
  const expected = { kind: 'acknowledged', notice: 'not run yet' };
  assert.equal(await flow.submit(asked(1)), expected);
  assert.equal(await flow.submit(asked(1)), expected);
});

test('that only reads is read anew, and what it read is kept nowhere', async () => {
  let version = '00000001';
  const { flow, supply, stations } = await bench(() => ({
    isRead: true,
    result: { devices: [device(version)] },
  }));
  const first = await flow.submit(asked(1));
  version = '00000002';
  const again = await flow.submit(asked(1));
  assert.is(first.kind === 'answered' && again.kind === 'answered', true);
  assert.match(JSON.stringify(again), '00000002');
  assert.equal((await store.request(asked(1).requestId))?.result, new Uint8Array());
  await supply([]);
  const party = stations.parties.get(SUPPLIER);
  if (party) await stations.parties.put({ ...party, status: 'suspended' });
  const late = await flow.submit(asked(1));
  assert.is(late.kind === 'refused' && late.fault, 'PARTY_SUSPENDED');
});

test('that is refused changes nothing, and is refused again although it would be possible by then', async () => {
  let isPossible = false;
  const { flow } = await bench(() => {
    if (!isPossible) throw new Fault('DEVICE_UNKNOWN', 'gone');
    return {};
  });
  const first = await flow.submit(asked(1));
  isPossible = true;
  assert.equal(await flow.submit(asked(1)), first);
  assert.equal(await flow.submit(asked(2)), { kind: 'acknowledged' });
});

test('whose counter has been used changes nothing', async () => {
  const { flow, stations } = await bench(counting);
  await flow.submit(asked(2));
  const version = stations.inventory.get(METER)?.record.firmwareVersion;
  const late = await flow.submit(asked(1));
  assert.is(late.kind === 'refused' && late.fault, 'COUNTER_NOT_GREATER');
  assert.is(stations.inventory.get(METER)?.record.firmwareVersion, version);
});

test('that cannot be written changes nothing, not even in memory', async () => {
  const { flow, stations } = await bench(async (one, request, now) => {
    const outcome = await counting(one, request, now);
    // The database refuses a second schedule of one number.
    const row = { scheduleId: 1, owner: SUPPLIER, device: METER, service: 4011 };
    const rest = { body: DAILY, createdAtMillis: NOON_MILLIS };
    const added = { kind: 'scheduleAdded', schedule: { ...row, ...rest } } as const;
    return { ...outcome, changes: [...(outcome.changes ?? []), added] };
  });
  await flow.submit(asked(1));
  const version = stations.inventory.get(METER)?.record.firmwareVersion;
  const failed = await flow.submit(asked(2)).catch(String);
  assert.match(String(failed), /GROUP_FAILED/);
  assert.is(stations.inventory.get(METER)?.record.firmwareVersion, version);
  assert.is(await store.request(asked(2).requestId), undefined);
});

test('tells other users by alerts that are as durable as what they are of', async () => {
  const alert = commandFailureAlert('N13', asked(1).requestId, METER);
  const { flow, messages } = await bench(() => ({ alerts: [{ recipient: SUPPLIER, alert }] }));
  await flow.submit(asked(1));
  assert.equal(
    messages.map(({ kind }) => kind),
    ['dccAlert'],
  );
  const rows = await store.database.selectFrom('outbox').select('message_id').execute();
  assert.equal(rows, [{ message_id: `${asked(1).requestId}/dcc/0` }]);
});

test.run();
