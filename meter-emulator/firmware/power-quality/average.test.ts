import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holds } from '../property.testing.ts';
import { type Average, advance, periodEnd, roundedRoot, startAverage } from './average.ts';

const test = suite('average RMS voltage');

const TEN_MINUTES = { periodSeconds: 600, offsetSeconds: 0 };

/** What a course of [seconds, decivolts] from board second 0 comes to. */
function averagesOf(
  course: readonly (readonly [number, number])[],
  alignment = TEN_MINUTES,
): readonly Average[] {
  let running = startAverage(course[0]?.[1] ?? 0, 0, alignment);
  let now = 0;
  const all: Average[] = [];
  for (const [seconds, decivolts] of course) {
    running = { ...running, decivolts };
    now += seconds;
    const [next, ended] = advance(running, now, alignment);
    running = next;
    all.push(...ended);
  }
  return all;
}

test('a constant voltage is its own average', () => {
  assert.equal(averagesOf([[1250, 2304]]), [
    { endUtcSeconds: 600, decivolts: 2304 },
    { endUtcSeconds: 1200, decivolts: 2304 },
  ]);
});

test('is the root of the mean square, not the mean', () => {
  // Half at 200 V and half at 260 V: the mean is 230.0 V, the mean square that of 231.9 V.
  const course = [
    [300, 2000],
    [300, 2600],
  ] as const;
  assert.equal(averagesOf(course), [{ endUtcSeconds: 600, decivolts: 2319 }]);
});

test('lies along UTC, whatever the second of the board', () => {
  const alignment = { periodSeconds: 600, offsetSeconds: 250 };
  assert.is(periodEnd(0, alignment), 350);
  assert.equal(averagesOf([[1000, 2300]], alignment), [{ endUtcSeconds: 1200, decivolts: 2300 }]);
});

test('there is none of a period in which the phase was without supply', () => {
  const course = [
    [550, 2300],
    [1, 0],
    [1300, 2300],
  ] as const;
  const ends = averagesOf(course).map(({ endUtcSeconds }) => endUtcSeconds);
  assert.equal(ends, [1200, 1800]);
});

test('is that of a sum taken second by second, however the course is cut up', () => {
  const interval = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 230, max: 4000 }));
  holds(
    fc.property(fc.array(interval, { minLength: 1, maxLength: 8 }), (course) => {
      const seconds = course.flatMap(([length, decivolts]) =>
        Array.from({ length }, () => decivolts),
      );
      for (const { endUtcSeconds, decivolts } of averagesOf(course)) {
        const period = seconds.slice(endUtcSeconds - 600, endUtcSeconds);
        const squares = period.reduce((sum, one) => sum + one * one, 0);
        assert.is(decivolts, Math.round(Math.sqrt(squares / 600)));
      }
    }),
  );
});

test('a root is rounded exactly, where that of doubles would not be', () => {
  const largest = 65_535;
  holds(
    fc.property(
      fc.integer({ min: 0, max: largest }),
      fc.integer({ min: 1, max: 86_400 }),
      (root, count) => {
        assert.is(roundedRoot(root * root * count, count), root);
        // Just below half-way to the next one, and at it.
        const halfway = (root * root + root) * count + Math.ceil(count / 4);
        assert.is(roundedRoot(halfway, count), root + 1);
        assert.is(roundedRoot(halfway - 1, count), root);
      },
    ),
  );
});
test.run();
