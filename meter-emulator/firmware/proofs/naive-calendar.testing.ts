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

export function isOn(day: Day, open: OpenDate): boolean {
  const isYear = open.year === 'any' || open.year === day.year;
  const isMonth = open.month === 'any' || open.month === day.month;
  const isWeekday = open.dayOfWeek === 'any' || open.dayOfWeek === day.dayOfWeek;
  return isYear && isMonth && isWeekday && isDayOfMonth(day, open.dayOfMonth);
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
