/**
 * The calendars of auxiliary loads: entries that set a level at a time of day, on weekdays within dates, or
 * on special days. A level holds until the next entry of its controller, so the calendar alone says what it
 * is at any second. All times are UTC, before the random offset.
 */
import { civil, dayNumber } from '../../../protocol/definition/times.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { isOn, latestOn, type OpenDate, weekdayOf } from '../tariff/open-dates.ts';
import type { Output } from './stored.ts';

export type CalendarEntry = {
  readonly controller: number;
  readonly output: Output;
  readonly secondOfDay: number;
  /** 1 is Monday. */
  readonly weekdays: readonly number[];
  readonly specialDays: readonly number[];
  readonly from: OpenDate;
  readonly to: OpenDate;
};
export type Calendar = {
  readonly entries: readonly CalendarEntry[];
  readonly specialDays: readonly { readonly number: number; readonly date: OpenDate }[];
};

/** What a calendar wants over a stretch of time in which it wants nothing else. */
export type Plan = {
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** Of the controllers that it has had an entry for. */
  readonly outputs: ReadonlyMap<number, Output>;
};

/** An entry of a year ago still holds; what is further back or ahead is looked for when it is nearer. */
const DAYS_SEARCHED = 366;

/** A calendar is asked again and again about the same stretch. */
const plans = new WeakMap<Calendar, Plan>();

export function planAt(calendar: Calendar, utcSeconds: number): Plan {
  const known = plans.get(calendar);
  if (known && utcSeconds >= known.fromSeconds && utcSeconds < known.untilSeconds) return known;
  const plan = {
    fromSeconds: utcSeconds,
    untilSeconds: nextSwitching(calendar, utcSeconds),
    outputs: outputsAt(calendar, utcSeconds),
  };
  plans.set(calendar, plan);
  return plan;
}

/** The first second after `utcSeconds` at which an entry is due; the end of the search if none is. */
function nextSwitching(calendar: Calendar, utcSeconds: number): number {
  const today = Math.floor(utcSeconds / DAY_SECONDS);
  for (let day = today; day <= today + DAYS_SEARCHED; day++) {
    const first = entriesOn(calendar, day)
      .map(({ secondOfDay }) => day * DAY_SECONDS + secondOfDay)
      .find((second) => second > utcSeconds);
    if (first !== undefined) return first;
  }
  return (today + DAYS_SEARCHED + 1) * DAY_SECONDS;
}

/** The last entry of each controller that was due by then. */
function outputsAt(calendar: Calendar, utcSeconds: number): ReadonlyMap<number, Output> {
  const wanted = new Set(calendar.entries.map(({ controller }) => controller));
  const outputs = new Map<number, Output>();
  const today = Math.floor(utcSeconds / DAY_SECONDS);
  for (let day = today; day >= today - DAYS_SEARCHED && outputs.size < wanted.size; day--)
    for (const entry of entriesOn(calendar, day).reverse())
      if (day * DAY_SECONDS + entry.secondOfDay <= utcSeconds && !outputs.has(entry.controller))
        outputs.set(entry.controller, entry.output);
  return outputs;
}

/** In the order of their times; of two at one time the later in the table comes last, and so holds. */
function entriesOn({ entries, specialDays }: Calendar, day: number): CalendarEntry[] {
  const special = specialDays.filter(({ date }) => isOn(date, day)).map(({ number }) => number);
  return entries
    .filter((entry) => isOfDay(entry, day, special) && isWithin(entry, day))
    .sort((a, b) => a.secondOfDay - b.secondOfDay);
}

/** A special day takes the place of its weekday. */
function isOfDay(
  { weekdays, specialDays }: CalendarEntry,
  day: number,
  special: readonly number[],
): boolean {
  return special.length > 0
    ? special.some((number) => specialDays.includes(number))
    : weekdays.includes(weekdayOf(day));
}

/** From a first to a last day inclusive; without a year they come again, over the new year too. */
function isWithin({ from, to }: CalendarEntry, day: number): boolean {
  const began = isOpen(from) ? undefined : latestOn(from, day);
  const ended = isOpen(to) ? undefined : latestOn(to, day - 1);
  if (isOpen(from)) return ended === undefined || (to.year === 'any' && ended < newYear(day));
  if (began === undefined) return false;
  if (isOpen(to)) return from.year !== 'any' || began >= newYear(day);
  return ended === undefined || ended < began;
}

function isOpen({ year, month, dayOfMonth }: OpenDate): boolean {
  return year === 'any' && month === 'any' && dayOfMonth === 'any';
}

function newYear(day: number): number {
  const [year] = civil(day);
  return dayNumber(year, 1, 1);
}
