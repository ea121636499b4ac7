import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, START } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import { readPeriods } from '../stored.ts';
import { readHalfHour } from './half-hours.ts';
import { readHistory } from './read-history.ts';

const HOUR = 3600;
const DAY = 86_400;
const EVER = { fromUtcSeconds: 0, toUtcSeconds: 2 ** 36 };

/** Half-hours since the start, as they are read: Wh, and whether flagged. */
function profile(bench: Bench) {
  const { meter } = bench;
  const span = { ...EVER, lengthSeconds: 1800 };
  return readHistory(meter.state.numbering, meter.store, 'halfHours', span).map(
    ({ endUtcSeconds, bytes, isFlagged }) => [
      (endUtcSeconds - START) / 1800 - 1,
      readHalfHour(bytes)[0],
      isFlagged,
    ],
  );
}

/** Wh of all half-hours on flash, hidden ones too. */
function counted(bench: Bench): number {
  const all = [...readPeriods(bench.meter.store, 'halfHours', 0, 0xffff_ffff)];
  return all.reduce((sum, { energyWh }) => sum + energyWh, 0);
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
  assert.is(counted(bench), Math.floor((1001 * 26 * HOUR) / 3600));
  const [day, ...more] = [...readPeriods(bench.meter.store, 'days', 0, 0xffff_ffff)];
  assert.equal(day, { period: START / DAY, energyWh: 24_024, isFlagged: false });
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
periods.run();

const clock = suite('histories and a clock that is set');

clock('forward: what it cut is flagged, what it skipped is left out', () => {
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

clock(
  'a little back: no half-hour is given twice, the whole ones stand, all that was used is kept',
  () => {
    const bench = new Bench({ sensor: new ConstantLoad(2000) });
    bench.meter.run(START + HOUR + 60);
    setClock(bench, START + HOUR - 30);
    bench.meter.run(START + 3 * HOUR + 90);
    assert.equal(
      profile(bench),
      [0, 1, 2, 3, 4, 5].map((period) => [period, 1000, false]),
    );
    assert.is(counted(bench), 6050);
  },
);

clock('back over whole half-hours: those metered by the clock believed last are given', () => {
  const sensor = new ConstantLoad(2000);
  const bench = new Bench({ sensor });
  bench.meter.run(START + 3 * HOUR);
  setClock(bench, START + HOUR);
  sensor.watts = 4000;
  bench.meter.run(START + 4 * HOUR);
  assert.equal(profile(bench), [
    [0, 1000, false],
    [1, 1000, false],
    [2, 2000, false],
    [3, 2000, false],
    [4, 1000, false],
    [5, 1000, false],
    // It had begun when the clock was set back.
    [6, 0, true],
  ]);
});

clock('years ahead and back: the profile goes on as if nothing had been', () => {
  const bench = new Bench({ sensor: new ConstantLoad(2000) });
  bench.meter.run(START + HOUR);
  setClock(bench, START + 2000 * DAY);
  bench.meter.run(START + HOUR + 60);
  setClock(bench, START + HOUR + 60);
  bench.meter.run(START + 30 * HOUR);
  const wrong = profile(bench).filter(([period]) => Number(period) > 100);
  assert.equal(wrong, [[96_000, 33, true]]);
  const right = profile(bench).slice(0, -1);
  const flagged = right.filter(([, , isFlagged]) => isFlagged);
  assert.equal(flagged, [[2, 967, true]]);
  assert.is(right.length, 60);
  assert.is(counted(bench), 60_000);
});

clock(
  'set back and forth more often than can be told apart: only the oldest is out of sight',
  () => {
    const bench = new Bench({ sensor: new ConstantLoad(2000) });
    bench.meter.run(START + HOUR);
    const logged = bench.meter.state.logs.events;
    for (let step = 1; step <= 16; step++) {
      setClock(bench, START + (step % 2 === 0 ? 0 : 400 * DAY));
      bench.meter.run(START + HOUR + step * HOUR);
    }
    assert.is(bench.meter.state.numbering.length, 16);
    // Sixteen times that it was set, and once that something is out of sight.
    assert.is(bench.meter.state.logs.events, logged + 17);
    assert.equal(profile(bench).slice(0, 2), [
      [0, 1000, false],
      [1, 1000, false],
    ]);
  },
);
clock(
  'whatever it is set to and wherever power is cut: nothing is given twice, nothing used is missing',
  () => {
    const moves = fc.array(
      fc.oneof(
        fc.record({ run: fc.integer({ min: 1, max: 9000 }) }),
        fc.record({ set: fc.integer({ min: -9000, max: 9000 }) }),
        fc.record({ set: fc.integer({ min: -400 * DAY, max: 4000 * DAY }) }),
        fc.record({ off: fc.integer({ min: 0, max: 5000 }) }),
      ),
      { maxLength: 12 },
    );
    const property = fc.property(moves, (course) => {
      const bench = new Bench({ sensor: new ConstantLoad(3600) });
      for (const move of course) live(bench, move);
      // What a boot has closed is on flash with the next group.
      bench.meter.run(bench.meter.state.metrology.boardSeconds + 11);
      const { halfHour, importWattSeconds } = bench.meter.state.metrology;
      const running = importWattSeconds - (halfHour?.start.importWattSeconds ?? 0);
      assert.is(counted(bench) * 3600, importWattSeconds - running);
      const ends = profile(bench).map(([period]) => Number(period));
      assert.equal(
        ends,
        [...new Set(ends)].sort((a, b) => a - b),
      );
    });
    assert.not.ok(fc.check(property, { seed: 2030, numRuns: 60 }).failed);
  },
);
clock.run();

type Move = { readonly run?: number; readonly set?: number; readonly off?: number };

function live(bench: Bench, { run, set, off }: Move): void {
  const { boardSeconds } = bench.meter.state.metrology;
  if (run !== undefined) bench.meter.run(boardSeconds + run);
  if (set !== undefined) setClock(bench, Math.max(0, bench.meter.utcSeconds + set));
  if (off === undefined) return;
  bench.meter.powerFailing();
  bench.reboot(boardSeconds + off);
}

const outage = suite('a power cut in the history');

outage('without warning leaves a gap, flagged at both ends', () => {
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

outage('after a last gasp nothing is lost: each half-hour has all that was used in it', () => {
  const bench = new Bench({ sensor: new ConstantLoad(2000) });
  bench.meter.run(START + HOUR + 1200);
  bench.meter.powerFailing();
  bench.reboot(START + HOUR + 2100);
  bench.meter.run(START + 3 * HOUR);
  assert.equal(profile(bench), [
    [0, 1000, false],
    [1, 1000, false],
    [2, 666, false],
    [3, 834, false],
    [4, 1000, false],
    [5, 1000, false],
  ]);
  assert.is(counted(bench), Math.floor((2000 * (3 * HOUR - 900)) / 3600));
});

outage('in the second a half-hour ends does not lose it', () => {
  const bench = new Bench({ sensor: new ConstantLoad(2000) });
  bench.meter.run(START + 1800);
  bench.reboot(START + 1800);
  bench.reboot(START + 1801);
  bench.meter.run(START + HOUR);
  assert.equal(profile(bench), [
    [0, 1000, false],
    [1, 999, true],
  ]);
});
outage.run();
