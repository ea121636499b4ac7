import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dayNumber } from '../../../protocol/definition/times.ts';
import { holds } from '../property.testing.ts';
import { calendarOf, type SwitchingTable } from './calendar.ts';
import type { OpenDate } from './open-dates.ts';

const HOUR = 3600;
const DAY = 86_400;
const ANY: OpenDate = { year: 'any', month: 'any', dayOfMonth: 'any', dayOfWeek: 'any' };
const on = (month: number, dayOfMonth: number | 'last', rest: object = {}) =>
  ({ ...ANY, month, dayOfMonth, ...rest }) as OpenDate;
const switches = (...times: readonly (readonly [number, number])[]) =>
  times.map(([hour, tou]) => ({ secondOfDay: hour * HOUR, register: { tou } }));
const everyDay = (name: number) =>
  Object.fromEntries(Array.from({ length: 7 }, (_, i) => [i + 1, name]));

/** Nights in 2, days in 3; summer begins the last Sunday of March; weekends and Christmas in 1. */
const table: SwitchingTable = {
  days: new Map([
    [1, switches([0, 2], [7, 3])],
    [2, switches([6, 3], [23, 2])],
    [3, switches([0, 1])],
  ]),
  weeks: new Map([
    [1, { ...everyDay(1), 6: 3, 7: 3 }],
    [2, { ...everyDay(2), 6: 3, 7: 3 }],
  ]),
  seasons: [
    { start: on(10, 'last', { dayOfWeek: 7 }), week: 1 },
    { start: on(3, 'last', { dayOfWeek: 7 }), week: 2 },
  ],
  specialDays: [
    { date: on(12, 25), dayName: 3 },
    { date: on(5, 1, { year: 2030 }), dayName: 1 },
    { date: on(5, 1), dayName: 3 },
  ],
};
const calendar = calendarOf(table);
const at = (year: number, month: number, day: number, hour = 0) =>
  dayNumber(year, month, day) * DAY + hour * HOUR;
const touAt = (...when: Parameters<typeof at>) => calendar.registerAt(at(...when)).tou;

const test = suite('the switching table');

test('a day switches at its times, to the second', () => {
  const seven = at(2030, 1, 15, 7);
  assert.is(calendar.registerAt(seven - 1).tou, 2);
  assert.is(calendar.registerAt(seven).tou, 3);
  assert.is(calendar.nextSwitch(seven - 1), seven);
  assert.is(calendar.nextSwitch(seven), at(2030, 1, 16));
});

test('before the first time of a day the last of the day before goes on', () => {
  assert.is(touAt(2030, 5, 15, 5), 2, 'since 23:00');
  assert.is(touAt(2030, 5, 20, 5), 1, 'Monday morning goes on with Sunday');
  assert.is(touAt(2030, 5, 20, 6), 3);
});

test('the season is the one that began last, in the year before too', () => {
  assert.is(touAt(2030, 1, 2, 6), 2, 'winter');
  assert.is(touAt(2030, 3, 29, 6), 2, 'winter until the last Sunday');
  assert.is(touAt(2030, 4, 1, 6), 3, 'summer');
  assert.is(touAt(2030, 10, 25, 6), 3);
  assert.is(touAt(2030, 10, 28, 6), 2);
});

test('a special day goes before the season, and the first in the table before others', () => {
  assert.is(touAt(2030, 12, 25, 12), 1, 'a Wednesday');
  assert.is(touAt(2030, 5, 1, 6), 2, 'winter day in May of this year alone');
  assert.is(touAt(2031, 5, 1, 12), 1);
});

test('before any season has begun it is the first of the table; of one day the first counts', () => {
  const later = calendarOf({
    ...table,
    specialDays: [],
    seasons: [
      { start: on(6, 1, { year: 2040 }), week: 2 },
      { start: on(3, 1, { year: 2040 }), week: 1 },
      { start: on(6, 1, { year: 2040 }), week: 1 },
    ],
  });
  assert.is(later.registerAt(at(2030, 1, 15, 6)).tou, 3, 'week 2');
  assert.is(later.registerAt(at(2040, 4, 3, 6)).tou, 2, 'week 1');
  assert.is(later.registerAt(at(2040, 6, 1, 12)).tou, 3);
  assert.is(later.registerAt(at(2040, 6, 4, 6)).tou, 3, 'week 2');
});

test('between two switches the register never changes', () => {
  const property = fc.property(
    fc.integer({ min: at(2029, 1, 1), max: at(2033, 1, 1) }),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    (from, share) => {
      const until = calendar.nextSwitch(from);
      assert.ok(until > from && until <= from + 2 * DAY);
      const within = from + Math.floor((until - from) * share);
      assert.equal(calendar.registerAt(within), calendar.registerAt(from));
    },
  );
  holds(property);
});
test.run();
