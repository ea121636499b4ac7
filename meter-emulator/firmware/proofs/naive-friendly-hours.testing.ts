/** The hours without disablement, by looking back through the written calendar for the last start or stop. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { electricityCalendar } from '../../../protocol/services/update-prepay-configuration.ts';
import { DAY_SECONDS, type Day, dayOf, isOn, midnightBefore } from './naive-calendar.testing.ts';

export type Calendar = ValueOf<typeof electricityCalendar>;
type Schedule = Calendar['schedules'][number];

const LOOK_BACK_DAYS = 366;
const EVERY_YEAR = 65535;
const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** Written as yyyymmdd; a year of 65535 is this one. */
function isBetween(day: Day, { scheduleDatesAndTime: { startDate, endDate } }: Schedule): boolean {
  const yearOf = (date: number) => Math.floor(date / 10_000);
  const of = (date: number) =>
    yearOf(date) === EVERY_YEAR ? day.year * 10_000 + (date % 10_000) : date;
  const today = day.year * 10_000 + day.month * 100 + day.dayOfMonth;
  return of(startDate) <= today && today <= of(endDate);
}

/** Days already looked up: a year may be looked back through for each minute. */
const known = new WeakMap<Calendar, Map<number, readonly Schedule[]>>();

function schedulesOn(calendar: Calendar, midnight: number): readonly Schedule[] {
  const days = known.get(calendar) ?? new Map<number, readonly Schedule[]>();
  known.set(calendar, days);
  const schedules = days.get(midnight) ?? lookUpSchedules(calendar, midnight);
  days.set(midnight, schedules);
  return schedules;
}

function lookUpSchedules(calendar: Calendar, midnight: number): readonly Schedule[] {
  const day = dayOf(midnight);
  const inForce = calendar.schedules.filter((schedule) => isBetween(day, schedule));
  const naming = inForce.filter(({ specialDaysApplicability }) =>
    specialDaysApplicability.some(({ specialDayId }) => {
      const special = calendar.electricitySpecialDays[specialDayId];
      return special !== undefined && isOn(midnight, special.date);
    }),
  );
  if (naming.length > 0) return naming;
  const weekday = WEEKDAYS[day.dayOfWeek - 1];
  return inForce.filter(({ daysOfWeekApplicability }) =>
    daysOfWeekApplicability.some(({ dayOfWeekId }) => dayOfWeekId === weekday),
  );
}

/** Of two at one time the later in the table. */
function lastOf(schedules: readonly Schedule[], untilTime: number): Schedule | undefined {
  const passed = schedules.filter(
    ({ scheduleDatesAndTime }) => scheduleDatesAndTime.switchTime <= untilTime,
  );
  return passed
    .toSorted((a, b) => a.scheduleDatesAndTime.switchTime - b.scheduleDatesAndTime.switchTime)
    .at(-1);
}

export function isFriendly(calendar: Calendar, utcSeconds: number): boolean {
  const today = midnightBefore(utcSeconds);
  for (let back = 0; back <= LOOK_BACK_DAYS; back++) {
    const midnight = today - back * DAY_SECONDS;
    const last = lastOf(schedulesOn(calendar, midnight), utcSeconds - midnight);
    if (last) return last.nonDisablementScript === 'START';
  }
  return false;
}
