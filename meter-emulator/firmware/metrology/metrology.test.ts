import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, START } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import { holds } from '../property.testing.ts';
import { readPeriods } from '../stored.ts';
import { toTime } from './periods.ts';

const HOUR = 3600;
const FIRST = START / 1800;

function profile(bench: Bench) {
  return [...readPeriods(bench.meter.store, 'halfHours', 0, 0xffff_ffff)].map(
    ({ period, energyWh, isFlagged }) => [period - FIRST, energyWh, isFlagged],
  );
}

function setClock(bench: Bench, utcSeconds: number): void {
  const request = { currentDateTime: utcSeconds, tolerancePeriod: 0 };
  const answer = bench.ask(synchroniseClock, request, { deviceUtcSeconds: utcSeconds });
  assert.is(answer?.status, undefined);
}

const periods = suite('half-hours and days');

periods('add up to the register exactly', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1001) });
  bench.meter.run(START + 26 * HOUR);
  const sum = profile(bench).reduce((total, [, energyWh]) => total + Number(energyWh), 0);
  assert.is(sum, Math.floor((1001 * 26 * HOUR) / 3600));
  const [day, ...more] = [...readPeriods(bench.meter.store, 'days', 0, 0xffff_ffff)];
  assert.equal(day, { period: START / 86_400, energyWh: 24_024, isFlagged: false });
  assert.equal(more, []);
});

periods('a load that changes at any second is counted to the watt-second', () => {
  const watts = (second: number) =>
    (Math.floor(second / 7) % 13) * 100 + (second % 7 === 0 ? 0 : 1);
  const sensor: Sensor = {
    measure: (at) => ({ activeWatts: watts(at) }),
    nextChange: (after) => (after % 7 === 0 ? after + 1 : (Math.floor(after / 7) + 1) * 7),
  };
  const bench = new Bench({ sensor });
  bench.meter.run(START + 3000);
  let naive = 0;
  for (let second = START; second < START + 3000; second++) naive += watts(second);
  assert.is(bench.meter.state.metrology.importWattSeconds, naive);
});

periods('more than 65,534 Wh in half an hour is kept as that, flagged', () => {
  const bench = new Bench({ sensor: new ConstantLoad(140_000) });
  bench.meter.run(START + 1800);
  assert.equal(profile(bench), [[0, 65_534, true]]);
});

periods('a clock set forward flags what it cut, and leaves out what it skipped', () => {
  const bench = new Bench({ sensor: new ConstantLoad(2000) });
  bench.meter.run(START + 600);
  setClock(bench, START + 2 * HOUR + 60);
  bench.meter.run(START + 600 + HOUR);
  assert.equal(profile(bench), [
    [0, 333, true],
    [4, 967, true],
    [5, 1000, false],
  ]);
});

periods('a clock set back writes no half-hour twice, and logs what it drops', () => {
  const bench = new Bench({ sensor: new ConstantLoad(2000) });
  bench.meter.run(START + HOUR + 60);
  const logged = bench.meter.state.logs.events;
  setClock(bench, START + HOUR - 30);
  bench.meter.run(START + 3 * HOUR);
  assert.equal(profile(bench), [
    [0, 1000, false],
    [1, 1000, false],
    [2, 1000, false],
    [3, 1000, false],
    [4, 1000, false],
  ]);
  // The adjustment itself, and the half-hour that came a second time.
  assert.is(bench.meter.state.logs.events, logged + 2);
});

periods('whatever the clock does, each period is closed at most once and in order', () => {
  const jumps = fc.array(fc.tuple(fc.integer({ min: -4000, max: 6000 }), fc.boolean()), {
    maxLength: 60,
  });
  const property = fc.property(jumps, (moves) => {
    let utc = 1_000_000;
    let last = 0;
    let step = toTime(undefined, last, { importWattSeconds: 0 }, utc, 1800, false);
    for (const [seconds, hasJumped] of moves) {
      // Without a jump, time runs to the end of the half-hour and no further.
      utc = hasJumped ? utc + seconds : (Math.floor(utc / 1800) + 1) * 1800;
      step = toTime(step.running, last, { importWattSeconds: utc }, utc, 1800, hasJumped);
      assert.is(step.running?.period, Math.floor(utc / 1800));
      if (!step.closed) continue;
      assert.ok(step.closed.period > last);
      if (hasJumped) assert.ok(step.closed.isFlagged);
      last = step.closed.period;
    }
  });
  holds(property);
});
periods.run();

const outage = suite('a power cut in the history');

outage('leaves a gap, flagged at both ends', () => {
  const bench = new Bench({ sensor: new ConstantLoad(2000) });
  bench.meter.run(START + HOUR);
  bench.reboot(START + 3 * HOUR + 900);
  bench.meter.run(START + 4 * HOUR);
  assert.equal(profile(bench), [
    [0, 1000, false],
    [1, 1000, false],
    [2, 0, true],
    [6, 500, true],
    [7, 1000, false],
  ]);
});
outage.run();
