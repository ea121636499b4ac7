import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { utcDateTime } from '../../../protocol/definition/scalars.ts';
import { holds } from '../property.testing.ts';
import type { OpenDate } from '../tariff/open-dates.ts';
import { type Calendar, type CalendarEntry, planAt } from './calendar.ts';
import { OFF, ON } from './calendars.ts';

const test = suite('the calendar of auxiliary loads');

const ANY: OpenDate = { year: 'any', month: 'any', dayOfMonth: 'any', dayOfWeek: 'any' };
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const at = (text: string) => utcDateTime.fromText(text) as number;
const HOUR = 3600;

function entry(hour: number, output = ON, more: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    controller: 1,
    output,
    secondOfDay: hour * HOUR,
    weekdays: EVERY_DAY,
    specialDays: [],
    from: ANY,
    to: ANY,
    ...more,
  };
}

const calendar = (
  entries: readonly CalendarEntry[],
  specialDays: Calendar['specialDays'] = [],
): Calendar => ({ entries, specialDays });

/** A new table each time, so that no earlier answer helps. */
const levelAt = ({ entries, specialDays }: Calendar, text: string) =>
  planAt({ entries, specialDays }, at(text)).outputs.get(1)?.levelPercent;

test('a level holds until the next entry, over midnight too', () => {
  const night = calendar([entry(1), entry(6, OFF)]);
  assert.is(levelAt(night, '2030-01-15T00:59:59Z'), 0);
  assert.is(levelAt(night, '2030-01-15T01:00:00Z'), 100);
  assert.is(levelAt(night, '2030-01-15T05:59:59Z'), 100);
  assert.is(levelAt(night, '2030-01-15T06:00:00Z'), 0);
  assert.is(planAt(night, at('2030-01-15T06:00:00Z')).untilSeconds, at('2030-01-16T01:00:00Z'));
});

test('of two entries at one time the later in the table holds', () => {
  assert.is(levelAt(calendar([entry(3), entry(3, OFF)]), '2030-01-15T03:00:00Z'), 0);
  assert.is(levelAt(calendar([entry(3, OFF), entry(3)]), '2030-01-15T03:00:00Z'), 100);
});

test('what is for Mondays is not for Tuesdays', () => {
  // 2030-01-14 is a Monday.
  const monday = calendar([entry(0, OFF), entry(8, ON, { weekdays: [1] })]);
  assert.is(levelAt(monday, '2030-01-14T09:00:00Z'), 100);
  assert.is(levelAt(monday, '2030-01-15T09:00:00Z'), 0);
});

test('a special day takes the place of its weekday', () => {
  const christmas: OpenDate = { ...ANY, month: 12, dayOfMonth: 25 };
  const table = calendar(
    [entry(0, OFF), entry(8), entry(0, OFF, { weekdays: [], specialDays: [4] })],
    [{ number: 4, date: christmas }],
  );
  assert.is(levelAt(table, '2030-12-24T09:00:00Z'), 100);
  assert.is(levelAt(table, '2030-12-25T09:00:00Z'), 0);
});

test('dates without a year come again, over the new year too', () => {
  const winter = {
    from: { ...ANY, month: 10, dayOfMonth: 1 },
    to: { ...ANY, month: 3, dayOfMonth: 31 },
  };
  const table = calendar([entry(0, OFF), entry(8, ON, winter)]);
  assert.is(levelAt(table, '2030-09-30T09:00:00Z'), 0);
  assert.is(levelAt(table, '2030-10-01T09:00:00Z'), 100);
  assert.is(levelAt(table, '2031-01-15T09:00:00Z'), 100);
  assert.is(levelAt(table, '2031-03-31T09:00:00Z'), 100);
  assert.is(levelAt(table, '2031-04-01T09:00:00Z'), 0);
});

test('dates with a year end for good', () => {
  const once = {
    from: { ...ANY, year: 2029, month: 6, dayOfMonth: 21 },
    to: { ...ANY, year: 2029, month: 12, dayOfMonth: 21 },
  };
  const table = calendar([entry(0, OFF), entry(8, ON, once)]);
  assert.is(levelAt(table, '2029-06-20T09:00:00Z'), 0);
  assert.is(levelAt(table, '2029-12-21T09:00:00Z'), 100);
  assert.is(levelAt(table, '2029-12-22T09:00:00Z'), 0);
  assert.is(levelAt(table, '2030-09-01T09:00:00Z'), 0);
});

test('an end alone, or a start alone, is enough', () => {
  const until = { to: { ...ANY, year: 2029, month: 12, dayOfMonth: 21 } };
  const since = { from: { ...ANY, year: 2029, month: 12, dayOfMonth: 22 } };
  const table = calendar([entry(8, ON, until), entry(8, OFF, since)]);
  assert.is(levelAt(table, '2029-12-21T09:00:00Z'), 100);
  assert.is(levelAt(table, '2029-12-22T09:00:00Z'), 0);
});

test('an entry that never comes says nothing', () => {
  const table = calendar([entry(8, ON, { weekdays: [] })]);
  assert.is(levelAt(table, '2030-01-15T09:00:00Z'), undefined);
});

test('between two times at which it is asked to wake nothing changes', () => {
  const anyEntry = fc
    .tuple(fc.integer({ min: 0, max: 86_399 }), fc.boolean(), fc.subarray(EVERY_DAY))
    .map(([secondOfDay, isOn, weekdays]) => ({
      ...entry(0, isOn ? ON : OFF),
      secondOfDay,
      weekdays,
    }));
  const start = at('2030-01-14T00:00:00Z');
  holds(
    fc.property(
      fc.array(anyEntry, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 7 * 86_400 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (entries, seconds, part) => {
        const first = planAt(calendar(entries), start + seconds);
        const length = Math.min(first.untilSeconds - first.fromSeconds, 14 * 86_400);
        const later = planAt(calendar(entries), first.fromSeconds + Math.floor(part * length));
        assert.equal([...later.outputs], [...first.outputs]);
      },
    ),
  );
});
test.run();
