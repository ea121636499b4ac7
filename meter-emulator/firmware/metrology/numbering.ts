/**
 * How histories number their periods. A series on flash only goes forward, but a clock may be set back, or far
 * ahead and back. So a number is the UTC period and a shift of whole days; when the clock steps back over
 * what is stored, or far ahead, a new stretch of numbers begins on the next day not used yet. All histories share
 * the stretches, whatever the length of their periods, and a reader finds the UTC time of each entry by them.
 */
import { DAY_SECONDS, HALF_HOURS_A_DAY } from './periods.ts';
import { CLOCK_STEPS_MAX, type Numbering } from './stored.ts';

/** Further ahead than this the numbers between are not worth their waste. */
const AHEAD_DAYS_MAX = 31;
/** The longest memory of any history. */
const MEMORY_DAYS = 731;

type Last = { readonly lastHalfHour: number; readonly lastDay: number };

function periodsADay(lengthSeconds: number): number {
  return DAY_SECONDS / lengthSeconds;
}

/** The number of a UTC period that ends, or has just ended, now. */
export function numberOf(numbering: Numbering, utcPeriod: number, lengthSeconds: number): number {
  const { shiftDays } = numbering.at(-1) as Numbering[number];
  return utcPeriod + shiftDays * periodsADay(lengthSeconds);
}

/**
 * After a jump to the UTC half-hour `utcHalfHour`; the very same when numbers go on without it. `last` are the
 * numbers written last. The oldest stretch is given up when there are too many.
 */
export function numberingAfterJump(
  numbering: Numbering,
  last: Last,
  utcHalfHour: number,
): { readonly numbering: Numbering; readonly isOldestLost: boolean } {
  if (last.lastHalfHour === 0) return { numbering, isOldestLost: false };
  const utcDay = Math.floor(utcHalfHour / HALF_HOURS_A_DAY);
  const { shiftDays } = numbering.at(-1) as Numbering[number];
  const half = utcHalfHour + shiftDays * HALF_HOURS_A_DAY;
  const isBack = half <= last.lastHalfHour || utcDay + shiftDays <= last.lastDay;
  const isFarAhead = half > last.lastHalfHour + AHEAD_DAYS_MAX * HALF_HOURS_A_DAY;
  if (!isBack && !isFarAhead) return { numbering, isOldestLost: false };
  const usedDay = Math.max(Math.floor(last.lastHalfHour / HALF_HOURS_A_DAY), last.lastDay);
  const fromDay = usedDay + 1;
  const kept = numbering.filter((_, index) => {
    const next = numbering[index + 1];
    return !next || next.fromDay + MEMORY_DAYS >= fromDay;
  });
  const all = [...kept, { fromDay, shiftDays: fromDay - utcDay }];
  return {
    numbering: all.slice(-CLOCK_STEPS_MAX),
    isOldestLost: all.length > CLOCK_STEPS_MAX,
  };
}

/** A run of numbers, both ends included, and what to take from them for the UTC period. */
export type Run = { readonly from: number; readonly to: number; readonly shift: number };

/** Where on flash the UTC periods `from` to `to` may be: one run in each stretch, oldest first. */
export function runsOf(
  numbering: Numbering,
  from: number,
  to: number,
  lengthSeconds: number,
): readonly Run[] {
  const aDay = periodsADay(lengthSeconds);
  const runs = numbering.map(({ fromDay, shiftDays }, index): Run => {
    const end = (numbering[index + 1]?.fromDay ?? Number.POSITIVE_INFINITY) * aDay - 1;
    const shift = shiftDays * aDay;
    return { from: Math.max(fromDay * aDay, from + shift), to: Math.min(end, to + shift), shift };
  });
  return runs.filter((run) => run.from <= run.to);
}
