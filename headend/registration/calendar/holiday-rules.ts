/**
 * Bank holidays by rule (Banking and Financial Dealings Act 1971, schedule 1, and what is proclaimed every
 * year), for the years that are not published yet.
 */
import { dayNumber } from '../../../protocol/definition/scalars.ts';
import type { Calendar } from './bank-holidays.ts';
import { weekdayOf } from './days.ts';

const MONDAY = 0;
const SATURDAY = 5;

/** Of a year of the Gregorian calendar, as days since 1970 (Meeus, Jones and Butcher). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const correction = Math.floor((century + 8) / 25);
  const moon = Math.floor((century - correction + 1) / 3);
  const epact = (19 * a + century - Math.floor(century / 4) - moon + 15) % 30;
  const leap = 32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4);
  const toSunday = leap % 7;
  const late = Math.floor((a + 11 * epact + 22 * toSunday) / 451);
  const sum = epact + toSunday - 7 * late + 114;
  return dayNumber(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** All of one year and calendar, in no order. */
export function holidaysByRule(calendar: Calendar, year: number): number[] {
  const on = (month: number, day: number) => dayNumber(year, month, day);
  const easter = easterSunday(year);
  const everywhere = [
    easter - 2,
    firstMonday(on(5, 1)),
    lastMonday(on(5, 31)),
    ...withSubstitutes([on(12, 25), on(12, 26)]),
  ];
  const newYear = calendar === 'scotland' ? [on(1, 1), on(1, 2)] : [on(1, 1)];
  return [...everywhere, ...withSubstitutes(newYear), ...OF_ITS_OWN[calendar](on, easter)];
}

type On = (month: number, day: number) => number;
const OF_ITS_OWN: Readonly<Record<Calendar, (on: On, easter: number) => number[]>> = {
  englandAndWales: (on, easter) => [easter + 1, lastMonday(on(8, 31))],
  northernIreland: (on, easter) => [
    easter + 1,
    lastMonday(on(8, 31)),
    ...withSubstitutes([on(3, 17)]),
    ...withSubstitutes([on(7, 12)]),
  ],
  scotland: (on) => [firstMonday(on(8, 1)), ...withSubstitutes([on(11, 30)])],
};

/** On or after. */
const firstMonday = (day: number) => day + ((7 - weekdayOf(day)) % 7);
/** On or before. */
const lastMonday = (day: number) => day - ((weekdayOf(day) - MONDAY + 7) % 7);

/** Those that fall on a weekend are on the next days that are neither that nor a holiday already. */
function withSubstitutes(days: readonly number[]): number[] {
  const kept = days.filter((day) => weekdayOf(day) < SATURDAY);
  for (const day of days.filter((one) => weekdayOf(one) >= SATURDAY)) {
    let substitute = day;
    while (weekdayOf(substitute) >= SATURDAY || kept.includes(substitute)) substitute++;
    kept.push(substitute);
  }
  return kept;
}
