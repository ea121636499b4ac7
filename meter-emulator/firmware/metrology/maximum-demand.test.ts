import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holds } from '../property.testing.ts';
import { FIRST_METERING } from './first.ts';
import { demandsAfter, liesWithin, resetPeak } from './maximum-demand.ts';
import { ZERO } from './registers.ts';

const HOUR = 3600;
const { maximumDemand } = FIRST_METERING;
const halfHour = { period: 0, start: ZERO, isFlagged: false };
const used = (watts: number) => ({ ...ZERO, importWattSeconds: watts * 1800 });

const test = suite('maximum demand');

test('is the highest half-hour; of equal ones the first', () => {
  const first = demandsAfter(maximumDemand, halfHour, used(2000), 1800);
  assert.equal(first.importAtAnyTime, { watts: 2000, utcSeconds: 1800 });
  assert.is(demandsAfter(first, halfHour, used(2000), HOUR), first);
  const second = demandsAfter(first, halfHour, used(2001), HOUR);
  assert.equal(second.importAtAnyTime, { watts: 2001, utcSeconds: HOUR });
});

test('import is that of both elements, export is apart', () => {
  const end = { ...used(1000), secondaryWattSeconds: 500 * 1800, exportWattSeconds: 30 * 1800 };
  const { importAtAnyTime, exportAtAnyTime } = demandsAfter(maximumDemand, halfHour, end, 1800);
  assert.equal([importAtAnyTime.watts, exportAtAnyTime.watts], [1500, 30]);
});

test('a half-hour not metered from end to end has none', () => {
  const partial = { ...halfHour, isFlagged: true };
  assert.is(demandsAfter(maximumDemand, partial, used(9000), 1800), maximumDemand);
});

test('within a time of day only half-hours that lie in it count', () => {
  const period = { startTime: 16 * HOUR, endTime: 19 * HOUR };
  const within = (endUtcSeconds: number) =>
    demandsAfter({ ...maximumDemand, period }, halfHour, used(7), endUtcSeconds).importWithinPeriod
      .watts;
  assert.equal(
    [16, 16.5, 19, 19.5].map((hour) => within(hour * HOUR)),
    [0, 7, 7, 0],
  );
});

test('a time of day goes over midnight where it ends before it begins', () => {
  const every = fc.integer({ min: 0, max: 86_399 });
  const property = fc.property(
    every,
    every,
    fc.integer({ min: 1, max: 48 }),
    (startTime, endTime, n) => {
      fc.pre(startTime !== endTime);
      const isIn = (second: number) =>
        startTime < endTime
          ? second >= startTime && second < endTime
          : second >= startTime || second < endTime;
      const [begins, ends] = [(n - 1) * 1800, n * 1800];
      let isWhole = true;
      for (let second = begins; second < ends; second++) isWhole &&= isIn(second);
      assert.is(liesWithin({ startTime, endTime }, ends), isWhole);
    },
  );
  holds(property);
});

test('a register that is reset says since when', () => {
  assert.equal(resetPeak(5), { watts: 0, resetUtcSeconds: 5 });
  const reset = { ...maximumDemand, importAtAnyTime: resetPeak(5) };
  const { importAtAnyTime } = demandsAfter(reset, halfHour, used(3), 1800);
  assert.equal(importAtAnyTime, { watts: 3, utcSeconds: 1800, resetUtcSeconds: 5 });
});
test.run();
