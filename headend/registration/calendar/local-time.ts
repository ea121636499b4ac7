/** UK local time: British Summer Time from 01:00 UTC on the last Sunday of March to that of October. */
import { civil, dayNumber } from '../../../protocol/definition/scalars.ts';
import { DAY_SECONDS, weekdayOf } from './days.ts';

const HOUR = 3_600;
const SUNDAY = 6;

/** Seconds that UK local time is ahead of UTC at a moment. */
export function ukOffsetSeconds(utcSeconds: number): number {
  const [year] = civil(Math.floor(utcSeconds / DAY_SECONDS));
  const isSummer = changeAt(year, 3) <= utcSeconds && utcSeconds < changeAt(year, 10);
  return isSummer ? HOUR : 0;
}

/** The moment at which it is that hour of that local day; of none that the clocks skip or have twice. */
export function utcOfLocal(day: number, hour: number): number {
  const wall = day * DAY_SECONDS + hour * HOUR;
  return wall - ukOffsetSeconds(wall - ukOffsetSeconds(wall));
}

/** The local day of a moment, as days since 1970. */
export const localDayAt = (utcSeconds: number): number =>
  Math.floor((utcSeconds + ukOffsetSeconds(utcSeconds)) / DAY_SECONDS);

/** When the clocks change in a month that has 31 days. */
function changeAt(year: number, month: 3 | 10): number {
  const last = dayNumber(year, month, 31);
  const sunday = last - ((weekdayOf(last) - SUNDAY + 7) % 7);
  return sunday * DAY_SECONDS + HOUR;
}
