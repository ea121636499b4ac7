/** The day of a moment as the definitions write a date. */
import { civil } from '../../protocol/definition/scalars.ts';

const DAY_SECONDS = 86_400;

/** The UTC date as the number yyyymmdd. */
export function calendarDate(utcSeconds: number): number {
  const [year, month, day] = civil(Math.floor(utcSeconds / DAY_SECONDS));
  return year * 10_000 + month * 100 + day;
}
