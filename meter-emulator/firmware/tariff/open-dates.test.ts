import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { civil, dayNumber } from '../../../protocol/definition/times.ts';
import { holds } from '../property.testing.ts';
import { isImpossible, isOn, latestOn, type OpenDate, weekdayOf } from './open-dates.ts';

const ANY: OpenDate = { year: 'any', month: 'any', dayOfMonth: 'any', dayOfWeek: 'any' };
const SUNDAY = 7;
const date = (parts: Partial<OpenDate>) => ({ ...ANY, ...parts }) as OpenDate;
const text = (day: number | undefined) => (day === undefined ? undefined : civil(day).join('-'));

const test = suite('open dates');

test('a weekday is counted from Monday', () => {
  assert.is(weekdayOf(dayNumber(1970, 1, 1)), 4);
  assert.is(weekdayOf(dayNumber(2030, 1, 14)), 1);
  assert.is(weekdayOf(dayNumber(1969, 12, 28)), SUNDAY);
});

test('the last Sunday of March and of October, when British clocks change', () => {
  const days = [
    [2026, '2026-3-29', '2026-10-25'],
    [2030, '2030-3-31', '2030-10-27'],
  ] as const;
  for (const [year, spring, autumn] of days) {
    const end = dayNumber(year, 12, 31);
    const lastSunday = { dayOfMonth: 'last', dayOfWeek: SUNDAY } as const;
    assert.is(text(latestOn(date({ ...lastSunday, month: 3 }), end)), spring);
    assert.is(text(latestOn(date({ ...lastSunday, month: 10 }), end)), autumn);
  }
});

test('the last and the second last day of a month, whatever its length', () => {
  for (const [month, last] of [
    [2, 28],
    [4, 30],
    [12, 31],
  ] as const) {
    const end = dayNumber(2030, month, last);
    assert.ok(isOn(date({ dayOfMonth: 'last' }), end));
    assert.ok(isOn(date({ dayOfMonth: 'secondLast' }), end - 1));
    assert.not.ok(isOn(date({ dayOfMonth: 'last' }), end - 1));
    assert.not.ok(isOn(date({ dayOfMonth: 'secondLast' }), end));
  }
  assert.ok(isOn(date({ dayOfMonth: 'last' }), dayNumber(2028, 2, 29)));
});

test('a weekday on or after a day, even in the next month', () => {
  const third = date({ dayOfMonth: 15, dayOfWeek: 5 });
  assert.ok(isOn(third, dayNumber(2030, 3, 15)), 'a Friday itself');
  assert.ok(isOn(third, dayNumber(2030, 4, 19)));
  assert.ok(isOn(date({ month: 3, dayOfMonth: 31, dayOfWeek: 1 }), dayNumber(2030, 4, 1)));
});

test('29 February is found eight years back over a century', () => {
  const leapDay = date({ month: 2, dayOfMonth: 29 });
  assert.is(text(latestOn(leapDay, dayNumber(2104, 2, 28))), '2096-2-29');
  assert.is(text(latestOn(leapDay, dayNumber(2030, 1, 1))), '2028-2-29');
});

test('a date of a year has begun once and for all', () => {
  const winter = date({ year: 2014, month: 10, dayOfMonth: 27 });
  assert.is(text(latestOn(winter, dayNumber(2030, 1, 1))), '2014-10-27');
  assert.is(latestOn(winter, dayNumber(2014, 10, 26)), undefined);
});

test('impossible are days in no month, and a day with another weekday', () => {
  assert.ok(isImpossible(date({ month: 2, dayOfMonth: 30 })));
  assert.ok(isImpossible(date({ year: 2030, month: 2, dayOfMonth: 29 })));
  assert.ok(isImpossible(date({ year: 2030, month: 1, dayOfMonth: 15, dayOfWeek: 3 })));
  assert.not.ok(isImpossible(date({ year: 2030, month: 1, dayOfMonth: 15, dayOfWeek: 2 })));
  assert.not.ok(isImpossible(date({ year: 2028, month: 2, dayOfMonth: 29 })));
  assert.not.ok(isImpossible(date({ year: 2030, dayOfMonth: 31, dayOfWeek: SUNDAY })));
  assert.not.ok(isImpossible(date({ month: 2, dayOfMonth: 29 })));
  assert.not.ok(isImpossible(ANY));
});

/** Looks at one day alone; of two parts for the day of the month only one may be given. */
function isOnNaively({ year, month, dayOfMonth, dayOfWeek }: OpenDate, day: number): boolean {
  const [y, m, d] = civil(day);
  const fromEnd = (days: number) => civil(day + days)[1] !== m && civil(day + days - 1)[1] === m;
  const isDay =
    dayOfMonth === 'any' ||
    dayOfMonth === d ||
    (dayOfMonth === 'last' && fromEnd(1)) ||
    (dayOfMonth === 'secondLast' && fromEnd(2));
  const isRest = (year === 'any' || year === y) && (month === 'any' || month === m);
  return isRest && isDay && (dayOfWeek === 'any' || dayOfWeek === weekdayOf(day));
}

const part = <T>(values: fc.Arbitrary<T>) => fc.oneof(fc.constant('any' as const), values);
const anyDate = fc
  .record({
    year: part(fc.integer({ min: 2027, max: 2032 })),
    month: part(fc.integer({ min: 1, max: 12 })),
    dayOfMonth: part(
      fc.oneof(
        fc.integer({ min: 1, max: 31 }),
        fc.constantFrom('last' as const, 'secondLast' as const),
      ),
    ),
    dayOfWeek: part(fc.integer({ min: 1, max: 7 })),
  })
  .filter((one) => one.dayOfMonth === 'any' || one.dayOfWeek === 'any');

test('whatever is left open, the same days are found as by looking at each day alone', () => {
  const days = fc.integer({ min: dayNumber(2028, 1, 1), max: dayNumber(2031, 12, 31) });
  holds(
    fc.property(anyDate, days, (one, day) => {
      assert.is(isOn(one, day), isOnNaively(one, day));
      let naive = day;
      while (naive > day - 500 && !isOnNaively(one, naive)) naive--;
      const latest = latestOn(one, day) ?? Number.NEGATIVE_INFINITY;
      if (naive > day - 500) assert.is(latest, naive);
      else assert.ok(latest <= naive);
    }),
  );
});
test.run();
