/**
 * The periods a meter counts in, half-hours and days of UTC. Each period has at most one entry in its
 * history, whatever happens to the clock; one that was not metered from end to end is flagged.
 */
import type { Metrology } from '../state.ts';
import type { MeteredPeriod } from './stored.ts';

export const HALF_HOUR_SECONDS = 1800;
export const DAY_SECONDS = 86_400;

export type ClosedPeriod = {
  readonly period: number;
  readonly energyWh: number;
  readonly isFlagged: boolean;
};
export type PeriodStep = {
  /** Undefined while the clock is invalid. */
  readonly running: MeteredPeriod | undefined;
  /** To be put into the history. */
  readonly closed?: ClosedPeriod;
  /** It ended, but the history has this period already: the clock was set back. */
  readonly isDropped?: true;
};

/** Whole watt-hours the register shows. */
export function registerWh(importWattSeconds: number): number {
  return Math.floor(importWattSeconds / 3600);
}

/** The difference of what the register showed, so that a history adds up to the register. */
function energyWh(running: MeteredPeriod, importWattSeconds: number): number {
  return registerWh(importWattSeconds) - registerWh(running.startWattSeconds);
}

/**
 * Brings the running period to `utcSeconds`. `hasJumped`: time did not run there from where it was, by a
 * clock that was set or a meter that was off. `last` is the last period in the history.
 */
export function toTime(
  running: MeteredPeriod | undefined,
  last: number,
  { importWattSeconds }: Pick<Metrology, 'importWattSeconds'>,
  utcSeconds: number,
  lengthSeconds: number,
  hasJumped: boolean,
): PeriodStep {
  const period = Math.floor(utcSeconds / lengthSeconds);
  const isStart = utcSeconds % lengthSeconds === 0;
  const fresh: MeteredPeriod = {
    period,
    startWattSeconds: importWattSeconds,
    isFlagged: hasJumped || !isStart,
  };
  // Set back into an earlier period: what was counted of the later one is counted again when it comes.
  if (!running || period < running.period) return { running: fresh };
  if (period === running.period)
    return { running: hasJumped ? { ...running, isFlagged: true } : running };
  if (running.period <= last) return { running: fresh, isDropped: true };
  const isFlagged = running.isFlagged || hasJumped;
  const closed = {
    period: running.period,
    energyWh: energyWh(running, importWattSeconds),
    isFlagged,
  };
  return { running: fresh, closed };
}
