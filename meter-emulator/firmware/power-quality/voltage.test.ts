import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes, phaseAlertCode } from '../../../protocol/alerts/device-alerts.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { Bench, START } from '../bench.testing.ts';
import { holds } from '../property.testing.ts';
import type { MeterState } from '../state.ts';
import { bench, codes, networkData, POLYPHASE, SETTINGS, set } from './voltage.testing.ts';
import { voltage } from './voltage.ts';

const test = suite('voltage');

test('averages of ten minutes are in the profile at the half-hour, in volts of three places', () => {
  const one = bench([
    [0, 2300],
    [600, 2400],
  ]);
  one.meter.run(START + 1800);
  assert.equal(networkData(one)?.single?.voltageProfile, {
    entries: [
      { value: 230_000, timestamp: START + 600 },
      { value: 240_000, timestamp: START + 1200 },
      { value: 240_000, timestamp: START + 1800 },
    ],
    measurementPeriod: 600,
  });
});

test('nothing is written for voltage between two half-hours while it is as it should be', () => {
  const one = bench([[0, 2300]]);
  one.meter.run(START + 1799);
  assert.is(one.meter.state.voltageAverages, undefined);
  one.meter.run(START + 1800);
  assert.equal(one.meter.state.voltageAverages, { 1: 3 });
  assert.is(one.meter.state.voltageQuality, undefined);
});

test('an average above its threshold is told when it ends, every one is counted, and its end is told', () => {
  const one = bench([
    [0, 2300],
    [600, 2540],
    [1800, 2300],
  ]);
  one.meter.run(START + 1199);
  assert.equal(one.alerts(), []);
  one.meter.run(START + 1200);
  assert.equal(one.alerts(), codes('averageOverVoltageStarted'));
  one.meter.run(START + 2400);
  assert.equal(one.alerts(), codes('averageOverVoltageStarted', 'averageOverVoltageEnded'));
  assert.is(networkData(one)?.single?.overVoltageCounter?.value, 2);
});

test('a few seconds too high within ten minutes are no average too high', () => {
  const one = bench([
    [0, 2300],
    [100, 2600],
    [105, 2300],
  ]);
  one.meter.run(START + 1800);
  assert.equal(one.alerts(), []);
});

test('from too high to too low tells of both', () => {
  const one = bench([
    [0, 2600],
    [600, 2000],
  ]);
  one.meter.run(START + 1200);
  const [started, ...then] = one.alerts();
  assert.is(started, alertCodes.averageOverVoltageStarted);
  assert.equal(then, codes('averageOverVoltageEnded', 'averageUnderVoltageStarted'));
});

test('a sag is told once it has lasted its time, and when it is over', () => {
  const one = set([
    [0, 2300],
    [100, 1990],
    [109, 2300],
    [200, 1990],
    [300, 2300],
  ]);
  one.meter.run(START + 209);
  assert.equal(one.alerts(), [], 'nine seconds are not ten');
  one.meter.run(START + 210);
  assert.equal(one.alerts(), codes('voltageSagStarted'));
  one.meter.run(START + 300);
  assert.equal(one.alerts(), codes('voltageSagStarted', 'voltageSagEnded'));
});

test('a swell may grow into an extreme, each with a time of its own', () => {
  const one = set([
    [0, 2300],
    [100, 2620],
    [150, 2660],
    [300, 2300],
  ]);
  one.meter.run(START + 209);
  assert.equal(one.alerts(), codes('voltageSwellStarted'));
  one.meter.run(START + 210);
  assert.is(one.alerts().at(-1), alertCodes.extremeOverVoltageStarted);
  one.meter.run(START + 300);
  assert.equal(one.alerts().slice(2), codes('extremeOverVoltageEnded', 'voltageSwellEnded'));
});

test('a voltage at a threshold is not beyond it', () => {
  const { swellThreshold, sagThreshold } = SETTINGS.rmsVoltageSettings;
  const one = set([
    [0, 10 * swellThreshold],
    [300, 10 * sagThreshold],
    [590, 2300],
  ]);
  one.meter.run(START + 590);
  assert.equal(one.alerts(), []);
});

test('a sag does not end while the phase is gone, but when it is back', () => {
  const one = set([
    [0, 1900],
    [100, 0],
    [200, 2300],
  ]);
  one.meter.run(START + 199);
  assert.equal(one.alerts(), codes('voltageSagStarted'));
  one.meter.run(START + 200);
  assert.equal(one.alerts(), codes('voltageSagStarted', 'voltageSagEnded'));
});

test('what had begun before a power cut ends after it, and does not begin twice', () => {
  const one = set([
    [0, 1900],
    [500, 2300],
  ]);
  one.meter.run(START + 100);
  assert.equal(one.alerts(), codes('voltageSagStarted'));
  one.reboot(START + 200);
  one.sent.length = 0;
  one.meter.run(START + 500);
  assert.equal(one.alerts(), codes('longSupplyOutageRestored', 'voltageSagEnded'));
});

test('an average that a power cut broke off is none', () => {
  const one = bench([[0, 2300]]);
  one.meter.run(START + 1900);
  one.reboot(START + 2000);
  one.meter.run(START + 3600);
  const entries = networkData(one)?.single?.voltageProfile?.entries ?? [];
  const ends = entries.map(({ timestamp = 0 }) => timestamp - START);
  assert.equal(ends, [600, 1200, 1800, 3000, 3600]);
});

test('the last gasp keeps the averages that wait', () => {
  const one = bench([[0, 2300]]);
  one.meter.run(START + 1300);
  one.meter.powerFailing();
  one.reboot(START + 9000);
  assert.is(networkData(one)?.single?.voltageProfile?.entries.length, 2);
});

test('a clock that is set begins a new average', () => {
  const one = bench([[0, 2300]]);
  one.meter.run(START + 700);
  const window = { currentDateTime: START + 705, tolerancePeriod: 10 };
  one.ask(synchroniseClock, window, { deviceUtcSeconds: START + 709 });
  one.meter.run(START + 1791);
  const entries = networkData(one)?.single?.voltageProfile?.entries ?? [];
  assert.equal(
    entries.map(({ timestamp = 0 }) => timestamp - START),
    [600, 1800],
  );
});

test('phases are told apart by code and counted apart', () => {
  const one = bench(
    [
      [0, 2300, 2300, 2300],
      [600, 2300, 2600, 2300],
    ],
    POLYPHASE,
  );
  one.meter.run(START + 1800);
  assert.ok(one.alerts().includes(phaseAlertCode('averageOverVoltageStarted', 2)));
  const counts = networkData(one)?.poly?.map(({ voltage }) => voltage?.overVoltageCounter?.value);
  assert.equal(counts, [0, 2, 0]);
});

const base: MeterState = new Bench().meter.state;
type Interval = readonly [length: number, decivolts: number];

/** What is told and counted, woken at its deadlines and at `extra` seconds besides. */
function watched(course: readonly Interval[], extra: ReadonlySet<number>) {
  const { boardSeconds: start } = base.metrology;
  let state: MeterState = { ...base, voltageSettings: SETTINGS };
  const told: string[] = [];
  let end = start;
  for (const [length, decivolts] of course) {
    const measured = { activeWatts: 0, voltageDecivolts: [decivolts] };
    end += length;
    while (state.metrology.boardSeconds < end) {
      const step = voltage.act?.(state, measured);
      state = step?.state ?? state;
      const now = state.metrology.boardSeconds;
      for (const { name } of step?.events ?? []) told.push(`${now - start} ${name}`);
      const due = voltage.deadline?.(state, measured) ?? Number.POSITIVE_INFINITY;
      const early = [...extra].filter((second) => second + start > now).map((s) => s + start);
      const next = Math.min(end, Math.max(now + 1, due), ...early);
      state = { ...state, metrology: { ...state.metrology, boardSeconds: next } };
    }
  }
  const { averagesOver, averagesUnder } = state.voltageQuality?.[1] ?? {};
  return { told, averagesOver, averagesUnder };
}

test('what is told, and when, does not hang on how often it is woken', () => {
  const decivolts = fc.constantFrom(1700, 1950, 2100, 2300, 2550, 2620, 2700);
  const course = fc.array(fc.tuple(fc.integer({ min: 1, max: 1500 }), decivolts), { maxLength: 6 });
  const wakings = fc.uniqueArray(fc.integer({ min: 1, max: 6000 }), { maxLength: 20 });
  holds(
    fc.property(course, wakings, (intervals, extra) => {
      assert.equal(watched(intervals, new Set(extra)), watched(intervals, new Set()));
    }),
  );
});
test.run();
