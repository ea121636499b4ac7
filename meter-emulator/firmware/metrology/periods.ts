/**
 * The periods a meter counts in, half-hours and days of UTC. One that was not metered from end to end is
 * flagged; none is left out once anything was counted in it.
 */
export const HALF_HOUR_SECONDS = 1800;
export const DAY_SECONDS = 86_400;
export const HALF_HOURS_A_DAY = DAY_SECONDS / HALF_HOUR_SECONDS;
export const DAYS_A_WEEK = 7;
/** 1970-01-01, day 0, was a Thursday: so many days after a Monday. */
export const EPOCH_WEEKDAY = 3;

export type Period<Start> = {
  /** UTC seconds divided by the length. */
  readonly period: number;
  /** What the registers were at its start. */
  readonly start: Start;
  readonly isFlagged: boolean;
};
export type PeriodStep<Start> = {
  readonly running: Period<Start>;
  /** What ended. */
  readonly closed?: Period<Start>;
};

/**
 * How time came to now: it ran; the meter was off and had counted all before, and nothing is used without power;
 * or it jumped, by a clock that was set, or power that went without warning.
 */
export type Gap = 'none' | 'off' | 'jump';

/** Brings the running period to `utcSeconds`, where the registers are `now`. */
export function toTime<Start>(
  running: Period<Start> | undefined,
  now: Start,
  utcSeconds: number,
  lengthSeconds: number,
  gap: Gap,
): PeriodStep<Start> {
  const period = Math.floor(utcSeconds / lengthSeconds);
  if (running?.period === period)
    return { running: gap === 'jump' ? { ...running, isFlagged: true } : running };
  const isFromStart = gap === 'off' || utcSeconds % lengthSeconds === 0;
  const fresh = { period, start: now, isFlagged: !isFromStart };
  if (!running) return { running: fresh };
  return { running: fresh, closed: { ...running, isFlagged: running.isFlagged || gap === 'jump' } };
}
