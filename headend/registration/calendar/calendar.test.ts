import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { civil, dayNumber } from '../../../protocol/definition/scalars.ts';
import { Refused } from '../../../protocol/refused.ts';
import { CALENDARS, PUBLISHED, PUBLISHED_HOLIDAYS, publishedDays } from './bank-holidays.ts';
import { dayOf } from './days.ts';
import { easterSunday, holidaysByRule } from './holiday-rules.ts';
import { localDayAt, ukOffsetSeconds, utcOfLocal } from './local-time.ts';
import { addWorkingDays, isWorkingDay } from './working-days.ts';

const dateOf = (day: number) => {
  const [year, month, date] = civil(day);
  return year * 10_000 + month * 100 + date;
};
const ascending = (days: readonly number[]) => [...days].sort((a, b) => a - b).map(dateOf);

/** Gauss's way, by another road than Meeus's: March 22 plus d plus e. */
function gaussEaster(year: number): number {
  const k = Math.floor(year / 100);
  const m = (15 + k - Math.floor((8 * k + 13) / 25) - Math.floor(k / 4)) % 30;
  const n = (4 + k - Math.floor(k / 4)) % 7;
  const [a, b, c] = [year % 19, year % 4, year % 7];
  const d = (19 * a + m) % 30;
  const e = (2 * b + 4 * c + 6 * d + n) % 7;
  const late = (d === 29 && e === 6) || (d === 28 && e === 6 && a > 10) ? 7 : 0;
  return dayNumber(year, 3, 22) + d + e - late;
}

const test = suite('calendar');

test('Easter is the same by two independent reckonings, and as known', () => {
  for (let year = 1900; year < 2200; year++) assert.is(easterSunday(year), gaussEaster(year));
  assert.is(dateOf(easterSunday(2024)), 2024_0331);
  assert.is(dateOf(easterSunday(2030)), 2030_0421);
});

test('the rules give the published holidays, but for those proclaimed for once', () => {
  for (const calendar of CALENDARS) {
    const once = PUBLISHED_HOLIDAYS.filter(({ isOnce }) => isOnce).flatMap(({ dates }) => dates);
    const published = ascending(publishedDays(calendar)).filter((date) => !once.includes(date));
    const years = [...Array(PUBLISHED.to - PUBLISHED.from + 1).keys()];
    const byRule = years.flatMap((year) => holidaysByRule(calendar, PUBLISHED.from + year));
    assert.equal(ascending(byRule), published, calendar);
  }
});

test('a holiday of one nation is a working day of another', () => {
  assert.is(isWorkingDay(dayOf(2026_0615)), true);
  assert.is(isWorkingDay(dayOf(2026_0615), 'scotland'), false);
  assert.is(isWorkingDay(dayOf(2026_0406)), false);
  assert.is(isWorkingDay(dayOf(2026_0406), 'scotland'), true);
  assert.is(isWorkingDay(dayOf(2026_0317), 'northernIreland'), false);
});

test('the working day after Thursday before Easter is the Tuesday after it', () => {
  assert.is(dateOf(addWorkingDays(dayOf(2026_0402), 1)), 2026_0407);
  assert.is(dateOf(addWorkingDays(dayOf(2026_1224), 1)), 2026_1229);
  assert.is(dateOf(addWorkingDays(dayOf(2027_1224), 1)), 2027_1229);
  assert.is(dateOf(addWorkingDays(dayOf(2026_0121), 5)), 2026_0128);
});

test('of a year without known holidays nothing is said', () => {
  assert.throws(
    () => isWorkingDay(dayOf(2031_0102)),
    (error: unknown) => error instanceof Refused,
  );
  assert.throws(() => addWorkingDays(dayOf(2030_1231), 1));
});

test('local time is that of the time zone data of Europe/London, at any moment', () => {
  const zone = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    hour: '2-digit',
    hourCycle: 'h23',
    day: '2-digit',
  });
  const hourAt = (utcSeconds: number) => {
    const parts = zone.formatToParts(utcSeconds * 1000);
    return parts.map(({ value }) => value).join('');
  };
  const ours = (utcSeconds: number) => {
    const wall = utcSeconds + ukOffsetSeconds(utcSeconds);
    const [, , day] = civil(Math.floor(wall / 86_400));
    const hour = Math.floor(wall / 3600) % 24;
    return `${String(day).padStart(2, '0')}, ${String(hour).padStart(2, '0')}`;
  };
  const changes = [1_774_745_999, 1_774_746_000, 1_792_889_999, 1_792_890_000];
  for (const at of changes) assert.is(ours(at), hourAt(at));
  const law = fc.property(fc.integer({ min: 1_704_067_200, max: 1_924_991_999 }), (at) => {
    assert.is(ours(at), hourAt(at));
  });
  fc.assert(law, { numRuns: 2_000 });
});

test('17:00 is 17:00 UTC in winter and 16:00 UTC in summer', () => {
  assert.is(utcOfLocal(dayOf(2026_0121), 17), Date.UTC(2026, 0, 21, 17) / 1000);
  assert.is(utcOfLocal(dayOf(2026_0721), 17), Date.UTC(2026, 6, 21, 16) / 1000);
  assert.is(utcOfLocal(dayOf(2026_0329), 17), Date.UTC(2026, 2, 29, 16) / 1000);
  assert.is(dateOf(localDayAt(Date.UTC(2026, 6, 21, 23, 30) / 1000)), 2026_0722);
});

test.run();
