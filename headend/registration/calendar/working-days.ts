/**
 * Working days: neither weekend nor bank holiday. The market goes by those of England and Wales in all of
 * Great Britain (docs: own choice), so that one switch of two fuels has one calendar.
 */
import { Refused } from '../../../protocol/refused.ts';
import { CALENDARS, type Calendar, LAST_YEAR, PUBLISHED, publishedDays } from './bank-holidays.ts';
import { dayOf, weekdayOf } from './days.ts';
import { holidaysByRule } from './holiday-rules.ts';

export const MARKET_CALENDAR: Calendar = 'englandAndWales';

const FIRST_DAY = dayOf(PUBLISHED.from * 10_000 + 101);
const LAST_DAY = dayOf(LAST_YEAR * 10_000 + 1231);

const HOLIDAYS: ReadonlyMap<Calendar, ReadonlySet<number>> = new Map(
  CALENDARS.map((calendar) => [calendar, new Set(holidaysOf(calendar))]),
);

function holidaysOf(calendar: Calendar): number[] {
  const later: number[] = [];
  for (let year: number = PUBLISHED.to + 1; year <= LAST_YEAR; year++)
    later.push(...holidaysByRule(calendar, year));
  return [...publishedDays(calendar), ...later];
}

/** Throws Refused for a day whose holidays are not known, rather than taking it for a working day. */
export function isWorkingDay(day: number, calendar: Calendar = MARKET_CALENDAR): boolean {
  if (day < FIRST_DAY || day > LAST_DAY)
    throw new Refused('date', `working days are known of ${PUBLISHED.from} to ${LAST_YEAR}`);
  return weekdayOf(day) < 5 && !HOLIDAYS.get(calendar)?.has(day);
}

/** The `count`-th working day after `day`; of 0 the day itself, whatever it is. */
export function addWorkingDays(day: number, count: number, calendar?: Calendar): number {
  let at = day;
  for (let left = count; left > 0; ) {
    at++;
    if (isWorkingDay(at, calendar)) left--;
  }
  return at;
}
