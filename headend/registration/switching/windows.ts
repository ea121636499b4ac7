/** The windows of a change of supplier: one table, and the moments that follow from it (gb.md §5.5). */
import { DAY_SECONDS, startOfDay, utcDayAt } from '../calendar/days.ts';
import { localDayAt, utcOfLocal } from '../calendar/local-time.ts';
import { addWorkingDays } from '../calendar/working-days.ts';

export type CustomerType = 'domestic' | 'nonDomestic';

export const WINDOWS = {
  /** The losing supplier may object until this hour, UK time, of the n-th working day after the request. */
  objection: { workingDays: { domestic: 1, nonDomestic: 2 }, localHour: 17 },
  /** UK time on the day before supply begins: then nothing but an annulment stops it. */
  gateClosure: { daysBefore: 1, localHour: 17 },
  /** How far ahead a switch may be asked for. */
  noticeDaysMax: 28,
  /** After a switch, but for a return. */
  standstillWorkingDays: 5,
  /** In which a customer may go back to the supplier before. */
  coolingOffDays: 14,
} as const;

/** The losing supplier's time to object to what is asked for now. */
export function objectionUntil(nowUtcSeconds: number, customerType: CustomerType): number {
  const { workingDays, localHour } = WINDOWS.objection;
  const day = addWorkingDays(localDayAt(nowUtcSeconds), workingDays[customerType]);
  return utcOfLocal(day, localHour);
}

/** The end of what can be done about a supply that begins on this day. */
export function gateClosureOf(supplyDay: number): number {
  const { daysBefore, localHour } = WINDOWS.gateClosure;
  return utcOfLocal(supplyDay - daysBefore, localHour);
}

/** The first day whose gate is still open, as days since 1970. */
export function earliestSupplyDay(nowUtcSeconds: number): number {
  let day = utcDayAt(nowUtcSeconds) + 1;
  while (gateClosureOf(day) <= nowUtcSeconds) day++;
  return day;
}

/** The first second at which another supply may begin after one that began then. */
export function standstillUntil(supplyStartUtcSeconds: number): number {
  const day = addWorkingDays(utcDayAt(supplyStartUtcSeconds), WINDOWS.standstillWorkingDays);
  return startOfDay(day);
}

/** The first second at which the customer may not go back any more. */
export const coolingOffUntil = (supplyStartUtcSeconds: number): number =>
  supplyStartUtcSeconds + WINDOWS.coolingOffDays * DAY_SECONDS;
