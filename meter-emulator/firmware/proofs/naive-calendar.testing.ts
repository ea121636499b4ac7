/** Dates the slow way: a day is compared with what was written, field by field. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { gasOpenDate, openDate } from '../../../protocol/services/shared.ts';

export const DAY_SECONDS = 86_400;
export type OpenDate = ValueOf<typeof openDate> | ValueOf<typeof gasOpenDate>;
export type Day = {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
  /** 1 is Monday. */
  readonly dayOfWeek: number;
  readonly daysInMonth: number;
};

/** The UTC day that contains the instant. */
export function dayOf(utcSeconds: number): Day {
  const date = new Date(utcSeconds * 1000);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  return {
    year,
    month,
    dayOfMonth: date.getUTCDate(),
    dayOfWeek: date.getUTCDay() === 0 ? 7 : date.getUTCDay(),
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  };
}

export const utcSecondsOf = (text: string): number => {
  const utcSeconds = Date.parse(`${text.replace(' ', 'T')}${text.includes(' ') ? '' : 'T00:00'}Z`);
  if (Number.isNaN(utcSeconds)) throw new Error(`no date and time: "${text}"`);
  return utcSeconds / 1000;
};

export const midnightBefore = (utcSeconds: number) => utcSeconds - (utcSeconds % DAY_SECONDS);

const isMonthAndYear = ({ year, month }: Day, open: OpenDate) =>
  (open.year === 'any' || open.year === year) && (open.month === 'any' || open.month === month);

/** Whether the day that begins at this midnight is one of those written. */
export function isOn(midnight: number, open: OpenDate): boolean {
  const day = dayOf(midnight);
  if (open.dayOfWeek === 'any')
    return isMonthAndYear(day, open) && isDayOfMonth(day, open.dayOfMonth);
  if (open.dayOfWeek !== day.dayOfWeek) return false;
  return typeof open.dayOfMonth === 'number'
    ? isFirstOnOrAfter(midnight, open)
    : isMonthAndYear(day, open) && isWeekdayFromTheEnd(day, open.dayOfMonth);
}

function isDayOfMonth(day: Day, written: OpenDate['dayOfMonth']): boolean {
  switch (written) {
    case 'any':
      return true;
    case 'last':
      return day.dayOfMonth === day.daysInMonth;
    case 'secondLast':
      return day.dayOfMonth === day.daysInMonth - 1;
    default:
      return day.dayOfMonth === written;
  }
}

/** "15" and "Sunday": the Sunday on or after the 15th, even in the next month. */
function isFirstOnOrAfter(midnight: number, open: OpenDate): boolean {
  return [0, 1, 2, 3, 4, 5, 6].some((back) => {
    const day = dayOf(midnight - back * DAY_SECONDS);
    return day.dayOfMonth === open.dayOfMonth && isMonthAndYear(day, open);
  });
}

/** "last" and "Sunday": no Sunday comes after it in the month; "second last": one does. */
function isWeekdayFromTheEnd(day: Day, written: OpenDate['dayOfMonth']): boolean {
  const later = Math.floor((day.daysInMonth - day.dayOfMonth) / 7);
  return written === 'any' || later === (written === 'last' ? 0 : 1);
}
