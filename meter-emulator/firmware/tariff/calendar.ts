/**
 * When which register counts: the switching table of a tariff, compiled. What a table says of a day is found
 * once; what it does at a time is then a look at two days.
 */
import { assert } from '../../../protocol/refused.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { isOn, latestOn, type OpenDate, weekdayOf } from './open-dates.ts';
import type { Register } from './stored.ts';

export type Switch = { readonly secondOfDay: number; readonly register: Register };

/** Of either fuel and either element. */
export type SwitchingTable = {
  /** In order of time, one at least. */
  readonly days: ReadonlyMap<number, readonly Switch[]>;
  /** By weekday, 1 is Monday. */
  readonly weeks: ReadonlyMap<number, Readonly<Record<number, number>>>;
  readonly seasons: readonly { readonly start: OpenDate; readonly week: number }[];
  readonly specialDays: readonly { readonly date: OpenDate; readonly dayName: number }[];
};

export type Calendar = {
  /** Does the table ever count here? */
  readonly uses: (register: Register) => boolean;
  /** The register in use at this UTC second. */
  readonly registerAt: (utcSeconds: number) => Register;
  /** UTC second of the next switch in the table, later than this one. */
  readonly nextSwitch: (utcSeconds: number) => number;
};

/** Days looked up before they are forgotten: yesterday, today and tomorrow are asked for at once. */
const DAYS_KEPT = 8;

export function calendarOf(table: SwitchingTable): Calendar {
  const known = new Map<number, readonly Switch[]>();
  const switchesOn = (day: number) => {
    let switches = known.get(day);
    if (!switches) {
      if (known.size >= DAYS_KEPT) known.clear();
      switches = table.days.get(dayNameOn(table, day));
      assert(
        switches !== undefined && switches.length > 0,
        'a day that is referred to has a switch',
      );
      known.set(day, switches);
    }
    return switches;
  };
  const used = new Set(registersIn(table).map(numberOf));
  return {
    uses: (register) => used.has(numberOf(register)),
    registerAt(utcSeconds) {
      const day = Math.floor(utcSeconds / DAY_SECONDS);
      const second = utcSeconds - day * DAY_SECONDS;
      // Until the first switch of a day the last one of the day before goes on.
      const now =
        switchesOn(day).findLast(({ secondOfDay }) => secondOfDay <= second) ??
        switchesOn(day - 1).at(-1);
      assert(now !== undefined, 'a day has a switch');
      return now.register;
    },
    nextSwitch(utcSeconds) {
      const day = Math.floor(utcSeconds / DAY_SECONDS);
      const second = utcSeconds - day * DAY_SECONDS;
      const today = switchesOn(day).find(({ secondOfDay }) => secondOfDay > second);
      if (today) return day * DAY_SECONDS + today.secondOfDay;
      return (day + 1) * DAY_SECONDS + (switchesOn(day + 1)[0]?.secondOfDay ?? 0);
    },
  };
}

export function registersIn({ days }: SwitchingTable): readonly Register[] {
  return [...days.values()].flat().map(({ register }) => register);
}

function numberOf({ tou, block }: Register): number {
  return tou ?? -block;
}

/** A special day goes before the season; of several that match, the first in the table. */
export function dayNameOn(
  { specialDays, weeks, seasons }: Omit<SwitchingTable, 'days'>,
  day: number,
): number {
  const special = specialDays.find(({ date }) => isOn(date, day));
  if (special) return special.dayName;
  const dayName = weeks.get(weekOn(seasons, day))?.[weekdayOf(day)];
  assert(dayName !== undefined, 'a week that is referred to is there, and has seven days');
  return dayName;
}

/**
 * Of the seasons the one that began last; of two that began on one day the first in the table, and so it
 * is before any has begun.
 */
function weekOn(seasons: SwitchingTable['seasons'], day: number): number {
  let latest = Number.NEGATIVE_INFINITY;
  let week = seasons[0]?.week;
  for (const season of seasons) {
    const began = latestOn(season.start, day);
    if (began === undefined || began <= latest) continue;
    latest = began;
    week = season.week;
  }
  assert(week !== undefined, 'a table has a season');
  return week;
}
