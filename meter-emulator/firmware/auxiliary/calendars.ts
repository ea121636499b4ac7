/** From the requests in force, 6.14.2 for switches and 6.14.3 for controllers, to calendars. */
import { type DocumentOf, documentOf } from '../documents/documents.ts';
import type { MeterState } from '../state.ts';
import type { OpenDate } from '../tariff/open-dates.ts';
import type { Calendar, CalendarEntry } from './calendar.ts';
import type { Output } from './stored.ts';

type SwitchDocument = DocumentOf<'switchCalendar'>;
type ControllerDocument = DocumentOf<'controllerCalendar'>;
type Weekday = NonNullable<
  SwitchDocument['schedules'][number]['daysOfWeekApplicability']
>[number]['dayOfWeekId'];

const WEEKDAYS: readonly Weekday[] = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
];

export const ON: Output = { levelPercent: 100, isInput: false };
export const OFF: Output = { levelPercent: 0, isInput: false };

/** Made once of each document. */
const made = new WeakMap<object, Calendar>();

function onceOf<D extends object>(document: D, make: (document: D) => Calendar): Calendar {
  const known = made.get(document);
  if (known) return known;
  const calendar = make(document);
  made.set(document, calendar);
  return calendar;
}

/** The calendar that a controller goes by: that of 6.14.3 if it has an entry for it, else that of 6.14.2. */
export function calendarOf(state: MeterState, controller: number): Calendar | undefined {
  const controllers = documentOf(state, 'controllerCalendar');
  const ofControllers = controllers && onceOf(controllers, controllerCalendar);
  if (ofControllers?.entries.some((entry) => entry.controller === controller)) return ofControllers;
  const switches = documentOf(state, 'switchCalendar');
  return switches && onceOf(switches, switchCalendar);
}

function switchCalendar({ schedules, specialDays }: SwitchDocument): Calendar {
  return {
    entries: schedules.map((entry) => ({
      controller: entry.activateDeactivateSwitch.index,
      output: entry.activateDeactivateSwitch.action.activate ? ON : OFF,
      specialDays: entry.specialDaysApplicability.map(({ index }) => index),
      ...daysOf(entry.daysOfWeekApplicability, entry.datesAndTime),
    })),
    specialDays: Object.entries(specialDays).map(([number, date]) => ({
      number: Number(number),
      date,
    })),
  };
}

function controllerCalendar({ schedules, specialDays }: ControllerDocument): Calendar {
  return {
    entries: schedules.map((entry) => ({
      controller: entry.auxiliaryControllerAction.auxiliaryControllerN,
      output: outputOf(entry.auxiliaryControllerAction),
      specialDays: entry.specialDaysApplicability.map(({ identifier }) => identifier),
      ...daysOf(entry.daysOfWeekApplicability, entry.periodAndTime),
    })),
    specialDays: specialDays.map(({ identifier, ...date }) => ({ number: identifier, date })),
  };
}

export function outputOf({
  commandedStateLevel,
  inputFromControlledLoad,
}: {
  readonly commandedStateLevel: number;
  readonly inputFromControlledLoad?: object;
}): Output {
  return {
    levelPercent: commandedStateLevel,
    isInput: inputFromControlledLoad !== undefined,
  };
}

function daysOf(
  weekdays: SwitchDocument['schedules'][number]['daysOfWeekApplicability'],
  dates: SwitchDocument['schedules'][number]['datesAndTime'],
): Pick<CalendarEntry, 'weekdays' | 'secondOfDay' | 'from' | 'to'> {
  return {
    weekdays: (weekdays ?? []).map(({ dayOfWeekId }) => WEEKDAYS.indexOf(dayOfWeekId) + 1),
    secondOfDay: dates.switchTime,
    from: dates.startDate satisfies OpenDate,
    to: dates.endDate satisfies OpenDate,
  };
}
