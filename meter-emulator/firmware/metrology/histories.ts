/** Half-hours and days, closed as they end. */
import { unchanged } from '../events/event.ts';
import type { Module } from '../module.ts';
import { isEndOfHalfHour, keepHistories, nextHalfHour } from './metrology.ts';

export const histories: Module = {
  deadline: nextHalfHour,
  act: (state) => (isEndOfHalfHour(state) ? keepHistories(state, 'none') : unchanged(state)),
};
