/** Credit in time: thresholds that consumption will pass, charges of hours and days, the end of a period of grace. */
import { HALF_HOUR_SECONDS } from '../metrology/periods.ts';
import type { Module } from '../module.ts';
import { nextHour, takeMissedCharges } from './charges.ts';
import { secondsToThreshold } from './credit.ts';
import { endOfNonDisablement } from './non-disablement.ts';

export const credit: Module = {
  deadline: (state, measured) => {
    const seconds = secondsToThreshold(state, measured, HALF_HOUR_SECONDS);
    const threshold = seconds === undefined ? NEVER : state.metrology.boardSeconds + seconds;
    const isSuspended = state.prepayment.isDisablementSuspended;
    const end = isSuspended ? endOfNonDisablement(state) : undefined;
    return Math.min(threshold, nextHour(state) ?? NEVER, end ?? NEVER);
  },
  act: takeMissedCharges,
};

const NEVER = Number.POSITIVE_INFINITY;
