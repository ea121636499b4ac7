import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readActiveImportProfileData } from '../../../protocol/services/read-active-import-profile-data.ts';
import { readExportProfileData } from '../../../protocol/services/read-export-profile-data.ts';
import { readReactiveImportProfileData } from '../../../protocol/services/read-reactive-import-profile-data.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, START } from '../bench.testing.ts';
import { constant, course, GAS_METER, TWIN_METER } from '../metrology/meters.testing.ts';
import { answerTo, EVER } from './answer.testing.ts';

const DAY = 86_400;
const test = suite('reads of profiles');

test('of both elements, by the end of each half-hour', () => {
  const sensor = constant({ activeWatts: 2000, secondaryWatts: 600 });
  const bench = new Bench({ settings: TWIN_METER, sensor });
  bench.meter.run(START + 1800);
  const { logEntries } = answerTo(bench, readActiveImportProfileData, { readLogPeriod: EVER });
  const electricity = { primaryValue: 1000, secondaryValue: 300 };
  assert.equal(logEntries, [{ timestamp: START + 1800, reading: { electricity } }]);
});

test('of gas, volume', () => {
  const sensor = constant({ activeWatts: 0, litresPerHour: 900 });
  const bench = new Bench({ settings: GAS_METER, sensor });
  bench.meter.run(START + 1800);
  const { logEntries } = answerTo(bench, readActiveImportProfileData, { readLogPeriod: EVER });
  assert.equal(logEntries, [{ timestamp: START + 1800, reading: { gas: { primaryValue: 450 } } }]);
});

test('of reactive import and of export, active and reactive', () => {
  const sensor = course(
    [START, { activeWatts: 1000, reactiveVars: 400 }],
    [START + 1800, { activeWatts: -600, reactiveVars: -200 }],
  );
  const bench = new Bench({ sensor });
  bench.meter.run(START + 3600);
  const reactive = answerTo(bench, readReactiveImportProfileData, { readLogPeriod: EVER });
  assert.equal(
    reactive.logEntries.map(({ reactiveEnergyImportedValue }) => reactiveEnergyImportedValue),
    [200, 0],
  );
  const exported = answerTo(bench, readExportProfileData, { readLogPeriod: EVER });
  assert.equal(exported.logEntries, [
    { timestamp: START + 1800, activeEnergyExportedValue: 0, reactiveEnergyExportedValue: 0 },
    { timestamp: START + 3600, activeEnergyExportedValue: 300, reactiveEnergyExportedValue: 100 },
  ]);
});

test('a half-hour that was not metered from end to end is named by its time alone', () => {
  const bench = new Bench({ sensor: constant({ activeWatts: 100, reactiveVars: 10 }) });
  bench.meter.run(START + 600);
  const time = { currentDateTime: START + 700, tolerancePeriod: 0 };
  const answer = bench.ask(synchroniseClock, time, { deviceUtcSeconds: START + 700 });
  assert.is(answer?.status, undefined);
  bench.meter.run(START + 1700);
  for (const profile of [
    readActiveImportProfileData,
    readReactiveImportProfileData,
    readExportProfileData,
  ] as const) {
    const { logEntries } = answerTo(bench, profile, { readLogPeriod: EVER });
    assert.equal(logEntries, [{ timestamp: START + 1800 }], profile.name);
  }
});

test('of a period, what ended in it, at its first and last second too', () => {
  const bench = new Bench({ sensor: new ConstantLoad(10) });
  bench.meter.run(START + 3 * 1800);
  const ends = (startDateTime: number, endDateTime: number) => {
    const readLogPeriod = {
      startDateTime: START + startDateTime,
      endDateTime: START + endDateTime,
    };
    const { logEntries } = answerTo(bench, readActiveImportProfileData, { readLogPeriod });
    return logEntries.map(({ timestamp = 0 }) => timestamp - START);
  };
  assert.equal(ends(1800, 3600), [1800, 3600]);
  assert.equal(ends(1801, 5399), [3600]);
  assert.equal(ends(1801, 3599), []);
});

test('keeps 13 months of import and 93 days of the rest, the most recent', () => {
  const bench = new Bench({ sensor: new ConstantLoad(10) });
  bench.meter.run(START + 410 * DAY);
  const end = START + 410 * DAY;
  const main = answerTo(bench, readActiveImportProfileData, { readLogPeriod: EVER }).logEntries;
  assert.equal([main.length, main.at(-1)?.timestamp], [19_056, end]);
  assert.is(main[0]?.timestamp, end - 19_055 * 1800);
  const reactive = answerTo(bench, readReactiveImportProfileData, { readLogPeriod: EVER });
  assert.equal([reactive.logEntries.length, reactive.logEntries.at(-1)?.timestamp], [4464, end]);
});
test.run();
