/**
 * When supply is not cut off for want of credit: the calendar of service 2.1. Starts and stops are switches; the
 * last one before a moment says what it is then. Rules and choices: docs/meter/prepayment.md.
 */
import { civil } from '../../../protocol/definition/times.ts';
import { weekday } from '../../../protocol/services/shared.ts';
import { type DocumentOf, documentOf } from '../documents/documents.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import type { MeterState } from '../state.ts';
import { dayNameOn } from '../tariff/calendar.ts';
import { isOn, weekdayOf } from '../tariff/open-dates.ts';

type Configuration = DocumentOf<'prepayment'>['configuration'];
type ElectricityCalendar = NonNullable<
  Configuration['electricity']
>['electricityNonDisablementCalendar'];
type GasCalendar = NonNullable<Configuration['gas']>['gasNonDisablementCalendar'];
type Script = 'START' | 'STOP';
type Switch = { readonly secondOfDay: number; readonly script: Script };
/** In order of time; days are UTC days since 1970. */
type SwitchesOn = (day: number) => readonly Switch[];

type Calendar = {
  readonly isOnAt: (utcSeconds: number) => boolean;
  /** UTC second of the next stop, or one before it up to which there is none. */
  readonly stopAfter: (utcSeconds: number) => number;
};

/** A switch further back or ahead says nothing. */
const SEARCH_DAYS = 366;
/** The year of a date that is meant every year. */
export const EVERY_YEAR = 65_535;

/** Never without a calendar, or without a time to go by. */
export function isNonDisablement(state: MeterState): boolean {
  if (state.clock.status === 'invalid') return false;
  return calendarNow(state)?.isOnAt(utcSecondsOf(state)) ?? false;
}

/** Board seconds by which a period that has begun may end; undefined without a calendar or a time. */
export function endOfNonDisablement(state: MeterState): number | undefined {
  if (state.clock.status === 'invalid') return undefined;
  const stop = calendarNow(state)?.stopAfter(utcSecondsOf(state));
  return stop === undefined ? undefined : stop - state.clock.offsetSeconds;
}

const compiled = new WeakMap<DocumentOf<'prepayment'>, Calendar>();

function calendarNow(state: MeterState): Calendar | undefined {
  const document = documentOf(state, 'prepayment');
  if (!document) return undefined;
  let calendar = compiled.get(document);
  if (!calendar) {
    calendar = calendarOf(switchesOf(document.configuration));
    compiled.set(document, calendar);
  }
  return calendar;
}

function switchesOf({ electricity, gas }: Configuration): SwitchesOn {
  return electricity
    ? electricitySwitches(electricity.electricityNonDisablementCalendar)
    : gasSwitches(gas.gasNonDisablementCalendar);
}

function calendarOf(switchesOn: SwitchesOn): Calendar {
  let known = { from: 0, stop: 0 };
  return {
    isOnAt(utcSeconds) {
      const today = Math.floor(utcSeconds / DAY_SECONDS);
      for (let day = today; day > today - SEARCH_DAYS; day--) {
        const last = switchesOn(day).findLast(
          ({ secondOfDay }) => day * DAY_SECONDS + secondOfDay <= utcSeconds,
        );
        if (last) return last.script === 'START';
      }
      return false;
    },
    stopAfter(utcSeconds) {
      if (utcSeconds < known.from || utcSeconds >= known.stop)
        known = { from: utcSeconds, stop: findStop(switchesOn, utcSeconds) };
      return known.stop;
    },
  };
}

function findStop(switchesOn: SwitchesOn, utcSeconds: number): number {
  const today = Math.floor(utcSeconds / DAY_SECONDS);
  for (let day = today; day < today + SEARCH_DAYS; day++)
    for (const { secondOfDay, script } of switchesOn(day)) {
      const at = day * DAY_SECONDS + secondOfDay;
      if (at > utcSeconds && script === 'STOP') return at;
    }
  return (today + SEARCH_DAYS) * DAY_SECONDS;
}

/** On a special day that a schedule names, the schedules that name it stand in for those of the weekday. */
function electricitySwitches(calendar: ElectricityCalendar): SwitchesOn {
  const specialDays = Object.entries(calendar.electricitySpecialDays);
  return (day) => {
    const today = weekdayOf(day);
    const special = new Set(
      specialDays.flatMap(([id, { date }]) => (isOn(date, day) ? [Number(id)] : [])),
    );
    const valid = calendar.schedules.filter((one) => isWithin(one.scheduleDatesAndTime, day));
    const named = valid.filter((one) =>
      one.specialDaysApplicability.some(({ specialDayId }) => special.has(specialDayId)),
    );
    const usual = valid.filter((one) =>
      one.daysOfWeekApplicability.some(({ dayOfWeekId }) => weekday.codes?.[dayOfWeekId] === today),
    );
    return inOrder(
      (named.length > 0 ? named : usual).map(({ nonDisablementScript, scheduleDatesAndTime }) => ({
        secondOfDay: scheduleDatesAndTime.switchTime,
        script: nonDisablementScript,
      })),
    );
  };
}

/** Both days included. Dates are yyyymmdd; those of every year compare by month and day. */
function isWithin(
  { startDate, endDate }: { readonly startDate: number; readonly endDate: number },
  day: number,
): boolean {
  const [year, month, dayOfMonth] = civil(day);
  const isEveryYear = yearOf(startDate) === EVERY_YEAR;
  const date = (isEveryYear ? EVERY_YEAR : year) * 10_000 + month * 100 + dayOfMonth;
  return startDate <= date && date <= endDate;
}

export function yearOf(date: number): number {
  return Math.floor(date / 10_000);
}

function gasSwitches(calendar: GasCalendar): SwitchesOn {
  const days = new Map(
    calendar.dayProfiles.map(({ gasDayName, timeStartActions }) => [
      gasDayName,
      timeStartActions.map(({ startTime, nonDisablementAction }) => ({
        secondOfDay: startTime,
        script: nonDisablementAction,
      })),
    ]),
  );
  const table = {
    weeks: new Map(calendar.weekProfiles.map((week) => [week.weekName, week.referencedDayNames])),
    seasons: calendar.seasonProfiles.map(({ seasonStartDate, referencedWeekName }) => ({
      start: seasonStartDate,
      week: referencedWeekName,
    })),
    specialDays: calendar.specialDays.map(({ date, referencedDayName }) => ({
      date,
      dayName: referencedDayName,
    })),
  };
  return (day) => days.get(dayNameOn(table, day)) ?? [];
}

/** Of two switches at one time the later in the calendar has the last word. */
function inOrder(switches: readonly Switch[]): readonly Switch[] {
  return [...switches].sort((one, other) => one.secondOfDay - other.secondOfDay);
}
