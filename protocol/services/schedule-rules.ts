/** The rules of the calendars of auxiliary load control, 6.14.2 and 6.14.3. */
import type { Problem } from '../definition/service.ts';
import type { ValueOf } from '../definition/words.ts';
import type { scheduleDatesAndTime } from './auxiliary-shapes.ts';
import { distinct, references } from './rules.ts';
import type { daysOfWeek, openDate } from './shared.ts';

type Entry = {
  /** The special days it applies on. */
  readonly days: readonly number[];
  readonly weekdays: ValueOf<typeof daysOfWeek>;
  readonly dates: ValueOf<typeof scheduleDatesAndTime>;
  /** The field the dates stand in. */
  readonly datesName: string;
};

/** Special days are there, nothing is there twice, and no entry ends before it begins. */
export const scheduleRules = (
  entries: readonly Entry[],
  specialDays: readonly number[],
): readonly Problem[] =>
  entries.flatMap(({ days, weekdays, dates, datesName }, i) => {
    const path = `schedules[${i}]`;
    return [
      ...distinct(`${path}.specialDaysApplicability`, days),
      ...distinct(
        `${path}.daysOfWeekApplicability`,
        weekdays.map((day) => day.dayOfWeekId),
      ),
      ...references(
        specialDays,
        days.map((day, j) => [`${path}.specialDaysApplicability[${j}]`, day] as const),
      ),
      ...(isBefore(dates.endDate, dates.startDate)
        ? [{ path: `${path}.${datesName}.endDate`, reason: 'before the start' }]
        : []),
    ];
  });

type OpenDate = ValueOf<typeof openDate>;
const DAYS_MAX = 100;
/** Days in order, as a number; undefined if any part is open, for then it comes again. */
function ordinal({ year, month, dayOfMonth }: OpenDate): number | undefined {
  const isOpen = [year, month, dayOfMonth].some((part) => typeof part === 'string');
  return isOpen
    ? undefined
    : (Number(year) * DAYS_MAX + Number(month)) * DAYS_MAX + Number(dayOfMonth);
}
function isBefore(a: OpenDate, b: OpenDate): boolean {
  const [first, second] = [ordinal(a), ordinal(b)];
  return first !== undefined && second !== undefined && first < second;
}
