import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holds } from '../property.testing.ts';
import { numberingAfterJump, numberOf, runsOf } from './numbering.ts';
import { type Gap, type Period, toTime } from './periods.ts';
import { CLOCK_STEPS_MAX, type Numbering } from './stored.ts';

const HALF_HOUR = 1800;
const DAY = 86_400;
const FIRST: Numbering = [{ fromDay: 0, shiftDays: 0 }];
const START = 1_000_000_800;

type Stored = { readonly number: number; readonly period: number; readonly wattSeconds: number };

/** A clock that runs and is moved, as a meter lives it; what it stores, with the UTC period it was. */
class Life {
  utcSeconds = START;
  board = 0;
  numbering = FIRST;
  last = { lastHalfHour: 0, lastDay: 0 };
  halfHour: Period<number> | undefined;
  day: Period<number> | undefined;
  readonly halfHours: Stored[] = [];
  readonly days: Stored[] = [];

  runToNextHalfHour(): void {
    const seconds = HALF_HOUR - (this.utcSeconds % HALF_HOUR);
    this.utcSeconds += seconds;
    this.board += seconds;
    this.keep('none');
  }

  run(seconds: number): void {
    while (seconds > 0) {
      const toEnd = HALF_HOUR - (this.utcSeconds % HALF_HOUR);
      if (toEnd <= seconds) this.runToNextHalfHour();
      else {
        this.utcSeconds += seconds;
        this.board += seconds;
      }
      seconds -= toEnd;
    }
  }

  jump(seconds: number): void {
    this.utcSeconds = Math.max(0, this.utcSeconds + seconds);
    this.keep('jump');
  }

  /** One watt all the time: the register is the board's seconds. */
  keep(gap: Gap): void {
    const half = toTime(this.halfHour, this.board, this.utcSeconds, HALF_HOUR, gap);
    const day = toTime(this.day, this.board, this.utcSeconds, DAY, gap);
    if (half.closed)
      this.last = {
        ...this.last,
        lastHalfHour: this.store(this.halfHours, half.closed, HALF_HOUR),
      };
    if (day.closed) this.last = { ...this.last, lastDay: this.store(this.days, day.closed, DAY) };
    this.halfHour = half.running;
    this.day = day.running;
    if (gap === 'none') return;
    const after = numberingAfterJump(this.numbering, this.last, half.running.period);
    this.numbering = after.numbering;
  }

  store(into: Stored[], { period, start }: Period<number>, length: number): number {
    const number = numberOf(this.numbering, period, length);
    into.push({ number, period, wattSeconds: this.board - start });
    return number;
  }
}

function increases(stored: readonly Stored[]): void {
  for (const [index, { number }] of stored.entries())
    assert.ok(
      index === 0 || number > (stored[index - 1]?.number as number),
      'numbers only increase',
    );
}

/** The UTC period that a reader takes a number for; undefined where it no longer sees it. */
function periodOf(numbering: Numbering, number: number, length: number): number | undefined {
  const runs = runsOf(numbering, -(2 ** 40), 2 ** 40, length);
  const run = runs.find(({ from, to }) => number >= from && number <= to);
  return run && number - run.shift;
}

const test = suite('how histories number their periods');

test('whatever the clock does: numbers increase, every entry is found at its own time, none is lost', () => {
  const move = fc.oneof(
    fc.record({ run: fc.integer({ min: 1, max: 8000 }) }),
    fc.record({ jump: fc.integer({ min: -8000, max: 8000 }) }),
    fc.record({ jump: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }) }),
    fc.record({ run: fc.constant(200_000) }),
  );
  const property = fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
    const life = new Life();
    life.keep('jump');
    for (const one of moves) 'run' in one ? life.run(one.run) : life.jump(one.jump);
    increases(life.halfHours);
    increases(life.days);
    assert.ok(life.numbering.length <= CLOCK_STEPS_MAX);
    for (const [stored, length] of [
      [life.halfHours, HALF_HOUR],
      [life.days, DAY],
    ] as const)
      for (const { number, period } of stored)
        assert.is(periodOf(life.numbering, number, length), period);
    const counted = life.halfHours.reduce((sum, { wattSeconds }) => sum + wattSeconds, 0);
    assert.is(counted + life.board - (life.halfHour?.start ?? 0), life.board);
  });
  holds(property);
});

test('a clock that only runs, or steps ahead by days, needs no new stretch', () => {
  const life = new Life();
  life.run(3 * DAY);
  life.jump(30 * DAY);
  life.run(DAY);
  assert.is(life.numbering, FIRST);
});

test('a step back over what is stored begins on the next day, and no day is wasted', () => {
  const { numbering } = numberingAfterJump(FIRST, { lastHalfHour: 480, lastDay: 9 }, 470);
  assert.equal(numbering, [...FIRST, { fromDay: 11, shiftDays: 2 }]);
  assert.is(numberOf(numbering, 470, HALF_HOUR), 11 * 48 + 38);
});

test('far ahead the numbers go on from where they were', () => {
  const { numbering } = numberingAfterJump(FIRST, { lastHalfHour: 480, lastDay: 9 }, 480_000);
  assert.equal(numbering, [...FIRST, { fromDay: 11, shiftDays: 11 - 10_000 }]);
});

test('stretches older than any history are given up without a word', () => {
  const far = { lastHalfHour: 48 * 2000, lastDay: 2000 };
  const old: Numbering = [...FIRST, { fromDay: 10, shiftDays: 1 }, { fromDay: 1900, shiftDays: 2 }];
  const { numbering, isOldestLost } = numberingAfterJump(old, far, 48 * 1990);
  assert.equal(
    numbering.map(({ fromDay }) => fromDay),
    [10, 1900, 2001],
  );
  assert.not.ok(isOldestLost);
});
test.run();
