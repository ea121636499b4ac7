import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { readActivePowerImport } from '../../protocol/services/read-active-power-import.ts';
import { trace } from '../audit/read.ts';
import { HOUR, NEXT_SUPPLIER, NOON, SUPPLIER } from '../dispatch/bench.testing.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { dailySchedule, makeOwnWorkBench } from '../tasks/own-work.testing.ts';
import { scheduledRead } from './scheduled-read.ts';

const TWO = NOON + 14 * HOUR;
const DAY = 24 * HOUR;
const test = suite('the schedules of users');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

test('P6: a schedule is run at its time, and its owner gets the answer with its number', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await makeOwnWorkBench(store, time, { '4.16': { messageSuccess: true } });
  await bench.addSchedule(dailySchedule(NOON_MILLIS));
  await bench.advance(TWO - NOON - 10);
  assert.equal(bench.commands, []);
  await bench.advance(20);
  await bench.answer(readActivePowerImport);
  const [message] = bench.messages;
  assert.ok(message?.kind === 'response');
  assert.equal([message.scheduleId, message.answer?.result], [1, { messageSuccess: true }]);
  const steps = (await trace(store, message.requestId)).map(({ step }) => step);
  assert.equal(steps, ['allowed', 'accepted', 'translated', 'sent', 'deviceAnswered', 'answered']);
  await bench.advance(DAY);
  assert.is(new Set(bench.commands).size, 2, 'and again the next day');
  bench.flow.stop();
});

test('P6: who is not the supplier any more when a run is due gets N14, and no reading', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await makeOwnWorkBench(store, time);
  await bench.addSchedule(dailySchedule(NOON_MILLIS));
  await bench.supply([
    { supplier: SUPPLIER, from: 0, to: TWO - HOUR },
    { supplier: NEXT_SUPPLIER, from: TWO - HOUR },
  ]);
  await bench.advance(TWO - NOON + 10);
  assert.equal([bench.commands, bench.told()], [[], ['N14']]);
  bench.flow.stop();
});

test('a run that no answer comes to is told by an alert', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await makeOwnWorkBench(store, time);
  await bench.addSchedule(dailySchedule(NOON_MILLIS));
  await bench.advance(TWO - NOON + 10);
  await bench.advance(HOUR);
  assert.equal(bench.told(), ['N13']);
  bench.flow.stop();
});

test('a schedule that is deleted is not run', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await makeOwnWorkBench(store, time);
  await bench.addSchedule(dailySchedule(NOON_MILLIS));
  await bench.write({ changes: [{ kind: 'schedulesRemoved', scheduleIds: [1] }] });
  await bench.advance(TWO - NOON + 10);
  assert.equal([bench.commands, bench.told()], [[], []]);
  bench.flow.stop();
});

test('of the runs that were missed while the head-end was away the latest is made, once', async () => {
  const before = await makeOwnWorkBench(store, new ManualTime(NOON_MILLIS));
  await before.addSchedule(dailySchedule(NOON_MILLIS));
  before.flow.stop();
  const time = new ManualTime(NOON_MILLIS + 5 * DAY * 1000);
  const back = await makeOwnWorkBench(store, time);
  await back.advance(1);
  assert.is(back.commands.length, 1);
  back.flow.stop();
  const again = await makeOwnWorkBench(store, time);
  await again.advance(10);
  assert.equal(new Set(again.commands), new Set(back.commands), 'the same bytes, no other run');
  const { last_run_utc_seconds: last } = await store.database
    .selectFrom('schedules')
    .selectAll()
    .executeTakeFirstOrThrow();
  assert.is(Number(last), TWO + 4 * DAY);
  again.flow.stop();
});

test('a period counts from the day of the run', () => {
  const period = { startDateOffset: -31, startTime: 0, endDateOffset: -1, endTime: 3_600 };
  const { body } = scheduledRead(
    {
      ...{ scheduleFrequency: 'Monthly', scheduleStartDate: 2026_0101, deviceId: '' },
      ...{ serviceReference: '4.6', serviceReferenceVariant: '4.6.1' },
      read: { importDailyReadLog: period },
    },
    Date.parse('2026-03-01T05:00:00Z') / 1000,
  );
  assert.equal(body, {
    readLogPeriod: {
      startDateTime: Date.parse('2026-01-29T00:00:00Z') / 1000,
      endDateTime: Date.parse('2026-02-28T01:00:00Z') / 1000,
    },
  });
});

test.run();
