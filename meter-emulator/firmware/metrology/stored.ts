/** What a meter keeps of what it measures. */
import { boolean } from '../../../protocol/definition/scalars.ts';
import { optional, required, struct, type ValueOf } from '../../../protocol/definition/words.ts';
import { number32, seconds, wattSeconds } from '../stored-words.ts';

export const meteredPeriod = struct({
  period: required(1, number32, 'UTC seconds divided by the length of the period.'),
  startWattSeconds: required(2, wattSeconds, 'The register at its start.'),
  isFlagged: required(3, boolean, 'Not all of it was metered, or the clock was moved in it.'),
});
export const metrology = struct({
  boardSeconds: required(1, seconds, 'Metered up to here.'),
  importWattSeconds: required(2, wattSeconds, 'The active import register.'),
  halfHour: optional(
    3,
    meteredPeriod,
    'The half-hour that runs; absent while the clock is invalid.',
  ),
  day: optional(4, meteredPeriod, 'The UTC day that runs; absent while the clock is invalid.'),
  lastHalfHour: required(5, number32, 'The last one in the profile.'),
  lastDay: required(6, number32, 'The last one in the daily log.'),
});

export type MeteredPeriod = ValueOf<typeof meteredPeriod>;
