/** Credit in time: thresholds that consumption will pass, and charges that come with the day. */
import { unchanged } from '../events/event.ts';
import { isEndOfHalfHour } from '../metrology/metrology.ts';
import { HALF_HOUR_SECONDS } from '../metrology/periods.ts';
import type { Module } from '../module.ts';
import { secondsToThreshold, takeMissedCharges } from './credit.ts';

export const credit: Module = {
  deadline: (state, { activeWatts }) => {
    const seconds = secondsToThreshold(state, Math.max(0, activeWatts), HALF_HOUR_SECONDS);
    return seconds === undefined ? undefined : state.metrology.boardSeconds + seconds;
  },
  act: (state) => (isEndOfHalfHour(state) ? takeMissedCharges(state) : unchanged(state)),
};
