import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { retrieveDailyConsumptionLog } from '../../../protocol/services/retrieve-daily-consumption-log.ts';
import { retrieveExportDailyReadLog } from '../../../protocol/services/retrieve-export-daily-read-log.ts';
import { retrieveImportDailyReadLog } from '../../../protocol/services/retrieve-import-daily-read-log.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, PREPAYMENT, priced, START } from '../bench.testing.ts';
import { readDailyLog } from '../metrology/daily-log.ts';
import { constant, GAS_METER, TWIN_METER } from '../metrology/meters.testing.ts';
import { answerTo, EVER } from './answer.testing.ts';

const DAY = 86_400;
const test = suite('reads of daily logs');

test('midnight by midnight, what the registers showed', () => {
  const sensor = constant({ activeWatts: 1000, secondaryWatts: 100 });
  const bench = new Bench({ settings: TWIN_METER, sensor });
  bench.meter.run(START + 2.5 * DAY);
  const { logEntries } = answerTo(bench, retrieveImportDailyReadLog, { readLogPeriod: EVER });
  assert.equal(
    logEntries.map(({ timestamp = 0, registers: { electricity } }) => [
      (timestamp - START) / DAY,
      electricity?.importTotal,
      electricity?.secondaryTotal,
      electricity?.touRegisters[1],
      electricity?.secondaryTouRegisters[1],
    ]),
    [
      [1, 24_000, 2400, 24_000, 2400],
      [2, 48_000, 4800, 48_000, 4800],
    ],
  );
});

test('no more than 31, and only of the days asked for', () => {
  const bench = new Bench({ sensor: constant({ activeWatts: -1000 }) });
  bench.meter.run(START + 40 * DAY);
  const all = answerTo(bench, retrieveExportDailyReadLog, { readLogPeriod: EVER }).logEntries;
  assert.is(all.length, 31);
  assert.equal(all.at(-1), { timestamp: START + 40 * DAY, activeExportRegisterValue: 960_000 });
  const readLogPeriod = { startDateTime: START + 38 * DAY, endDateTime: START + 39 * DAY };
  const some = answerTo(bench, retrieveExportDailyReadLog, { readLogPeriod }).logEntries;
  assert.equal(
    some.map(({ timestamp = 0 }) => (timestamp - START) / DAY),
    [38, 39],
  );
});

test('the consumption of each day; one with a gap by its time alone', () => {
  const bench = new Bench({ sensor: new ConstantLoad(500) });
  bench.meter.run(START + 1.5 * DAY);
  bench.reboot(START + 1.5 * DAY + 60);
  bench.meter.run(START + 3 * DAY);
  const { log } = answerTo(bench, retrieveDailyConsumptionLog, { readLogPeriod: EVER });
  assert.equal(log.electricity, [
    { timestamp: START + DAY, value: 12_000 },
    { timestamp: START + 2 * DAY },
    { timestamp: START + 3 * DAY, value: 12_000 },
  ]);
});

test('two years and a day of days', () => {
  const bench = new Bench({
    settings: GAS_METER,
    sensor: constant({ activeWatts: 0, litresPerHour: 10 }),
  });
  bench.meter.run(START + 740 * DAY);
  const days = answerTo(bench, retrieveDailyConsumptionLog, { readLogPeriod: EVER }).log.gas ?? [];
  assert.is(days.length, 731);
  assert.equal(days.at(-1), { timestamp: START + 740 * DAY, value: 240 });
  const { registers } = answerTo(bench, readInstantaneousImportRegisters, {});
  assert.is(registers.gas?.consumptionRegister?.value, 740 * 240);
});

test('of gas: volumes, by time of use too', () => {
  const sensor = constant({ activeWatts: 0, litresPerHour: 100 });
  const bench = new Bench({ settings: GAS_METER, sensor });
  bench.meter.run(START + DAY);
  const { logEntries } = answerTo(bench, retrieveImportDailyReadLog, { readLogPeriod: EVER });
  assert.equal(logEntries[0]?.registers.gas, {
    gasTotal: 2400,
    blockRegisters: { 1: 0, 2: 0, 3: 0, 4: 0 },
    touRegisters: { 1: 2400, 2: 0, 3: 0, 4: 0 },
  });
});

test('the account with them', () => {
  const settings = priced(PREPAYMENT, 1000);
  const bench = new Bench({ settings, sensor: new ConstantLoad(1000) });
  bench.meter.run(START + DAY);
  const [entry] = readDailyLog(bench.meter.state, bench.meter.store, 0, START + DAY);
  assert.is(entry?.account.balanceMillipence, PREPAYMENT.balanceMillipence - 24 * 1000);
});
test.run();
