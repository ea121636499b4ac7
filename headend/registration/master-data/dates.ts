/** From which dates on master data may be given. */
import { Fault } from '../../faults.ts';

const DAY_SECONDS = 86_400;
/** Fourteen months: the last run by which electricity is settled (high). */
export const PAST_SECONDS_MAX = 425 * DAY_SECONDS;
/** Own choice: a year ahead. */
export const AHEAD_SECONDS_MAX = 366 * DAY_SECONDS;

/** Throws Fault (DATE_REFUSED) for a date too far from now. */
export function requireDate(atUtcSeconds: number, nowUtcSeconds: number): void {
  if (atUtcSeconds < nowUtcSeconds - PAST_SECONDS_MAX)
    throw new Fault('DATE_REFUSED', 'effectiveFrom: more than 425 days ago');
  if (atUtcSeconds > nowUtcSeconds + AHEAD_SECONDS_MAX)
    throw new Fault('DATE_REFUSED', 'effectiveFrom: more than 366 days ahead');
}
