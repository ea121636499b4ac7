/**
 * Dates with parts left open: a day that a season begins on, or a special day. Days are UTC days since
 * 1970. Day and weekday given together are read as DLMS does: "last" and Sunday is the last Sunday of
 * the month, a number and Sunday the first Sunday on or after that day.
 */
import { civil, dayNumber } from '../../../protocol/definition/times.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { gasOpenDate, openDate } from '../../../protocol/services/shared.ts';
import { DAYS_A_WEEK, EPOCH_WEEKDAY } from '../metrology/periods.ts';

export type OpenDate = ValueOf<typeof openDate> | ValueOf<typeof gasOpenDate>;

/** A 29 February can be eight years back: 1896 to 1904, 2096 to 2104. */
const MONTHS_BACK = 12 * 8 + 1;

/** 1 is Monday. */
export function weekdayOf(day: number): number {
  return ((((day + EPOCH_WEEKDAY) % DAYS_A_WEEK) + DAYS_A_WEEK) % DAYS_A_WEEK) + 1;
}

/** Is this the day, or one of the days? */
export function isOn(date: OpenDate, day: number): boolean {
  // "On or after" the 31st can fall into the next month.
  return latestUpTo(date, day, 2) === day;
}

/** The last such day that is not after `day`; undefined for none within eight years of it. */
export function latestOn(date: OpenDate, day: number): number | undefined {
  const [year] = civil(day);
  if (date.year === 'any' || date.year >= year) return latestUpTo(date, day, MONTHS_BACK);
  return latestUpTo(date, dayNumber(date.year + 1, 1, DAYS_A_WEEK), MONTHS_BACK);
}

/** No day of any year is this one: 30 February, or a date given in full with a weekday it did not have. */
export function isImpossible(date: OpenDate): boolean {
  const { year, month, dayOfMonth, dayOfWeek } = date;
  if (
    isFull(date) &&
    weekdayOf(dayNumber(year as number, month as number, dayOfMonth as number)) !== dayOfWeek
  )
    return true;
  // Sixteen years hold each length of each month.
  return (
    latestUpTo(date, dayNumber(year === 'any' ? 2016 : year + 1, 1, DAYS_A_WEEK), MONTHS_BACK) ===
    undefined
  );
}

function isFull({ year, month, dayOfMonth, dayOfWeek }: OpenDate): boolean {
  return [year, month, dayOfMonth, dayOfWeek].every((part) => typeof part === 'number');
}

function latestUpTo(date: OpenDate, day: number, months: number): number | undefined {
  let [year, month] = civil(day);
  for (let back = 0; back < months; back++) {
    const isMonth = date.month === 'any' || date.month === month;
    if (isMonth && (date.year === 'any' || date.year === year)) {
      const found = latestInMonth(date, year, month, day);
      if (found !== undefined && found <= day) return found;
    }
    [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  }
  return undefined;
}

/** Of the days it has in this month the last that is not after `day`, or a later one if there is no such. */
function latestInMonth(
  { dayOfMonth, dayOfWeek }: OpenDate,
  year: number,
  month: number,
  day: number,
): number | undefined {
  const first = dayNumber(year, month, 1);
  const last = (month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1)) - 1;
  switch (dayOfMonth) {
    case 'any': {
      const found = weekdayUpTo(Math.min(day, last), dayOfWeek);
      return found < first ? undefined : found;
    }
    case 'last':
      return weekdayUpTo(last, dayOfWeek);
    case 'secondLast':
      return dayOfWeek === 'any' ? last - 1 : weekdayUpTo(last, dayOfWeek) - DAYS_A_WEEK;
    default: {
      const given = first + dayOfMonth - 1;
      if (given > last) return undefined;
      return dayOfWeek === 'any' ? given : weekdayUpTo(given + DAYS_A_WEEK - 1, dayOfWeek);
    }
  }
}

/** The last day with this weekday that is not after `day`. */
function weekdayUpTo(day: number, weekday: number | 'any'): number {
  return weekday === 'any' ? day : day - ((weekdayOf(day) - weekday + DAYS_A_WEEK) % DAYS_A_WEEK);
}
