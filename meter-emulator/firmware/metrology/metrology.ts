/** The import register and the histories that follow from it. Pure; seconds are the board's unless UTC. */
import type { MeterEvent, Step } from '../events/event.ts';
import type { MeterState, Metrology } from '../state.ts';
import { dayEntry, type Entry, halfHourEntry } from '../stored.ts';
import { DAY_SECONDS, HALF_HOUR_SECONDS, toTime } from './periods.ts';

/** Sub-code of integrityWarning (81A0): the measurement. */
const MEASUREMENT = 8;
/** A choice: no code of GB says that a reading was left out because its period came twice. */
const PERIOD_DROPPED: MeterEvent = {
  name: 'integrityWarning',
  detail: MEASUREMENT,
  isLogOnly: true,
};

export function utcSecondsOf({ clock, metrology }: MeterState): number {
  return metrology.boardSeconds + clock.offsetSeconds;
}

/** Exact: power is constant in between. */
export function meter(metrology: Metrology, toBoardSeconds: number, watts: number): Metrology {
  const seconds = toBoardSeconds - metrology.boardSeconds;
  if (seconds === 0) return metrology;
  return {
    ...metrology,
    boardSeconds: toBoardSeconds,
    importWattSeconds: metrology.importWattSeconds + watts * seconds,
  };
}

/** Board seconds of the next end of a half-hour; undefined while there is no time to go by. */
export function nextHalfHour(state: MeterState): number | undefined {
  if (state.clock.status === 'invalid') return undefined;
  const period = Math.floor(utcSecondsOf(state) / HALF_HOUR_SECONDS);
  return (period + 1) * HALF_HOUR_SECONDS - state.clock.offsetSeconds;
}

/** Never while there is no time to go by. */
export function isEndOfHalfHour(state: MeterState): boolean {
  return state.clock.status !== 'invalid' && utcSecondsOf(state) % HALF_HOUR_SECONDS === 0;
}

/**
 * Ends the half-hour and the day if they are over. Called at every end of a half-hour, and after the
 * time has jumped: the clock was set, or the meter was off.
 */
export function keepHistories(state: MeterState, hasJumped: boolean): Step {
  if (state.clock.status === 'invalid') return { state, events: [], entries: [] };
  const { metrology } = state;
  const utc = utcSecondsOf(state);
  const { lastHalfHour, lastDay } = metrology;
  const half = toTime(
    metrology.halfHour,
    lastHalfHour,
    metrology,
    utc,
    HALF_HOUR_SECONDS,
    hasJumped,
  );
  const day = toTime(metrology.day, lastDay, metrology, utc, DAY_SECONDS, hasJumped);
  const entries: Entry[] = [];
  if (half.closed)
    entries.push(halfHourEntry(half.closed.period, half.closed.energyWh, half.closed.isFlagged));
  if (day.closed)
    entries.push(dayEntry(day.closed.period, day.closed.energyWh, day.closed.isFlagged));
  const next: Metrology = {
    ...metrology,
    lastHalfHour: half.closed?.period ?? lastHalfHour,
    lastDay: day.closed?.period ?? lastDay,
    ...(half.running ? { halfHour: half.running } : {}),
    ...(day.running ? { day: day.running } : {}),
  };
  const events = half.isDropped || day.isDropped ? [PERIOD_DROPPED] : [];
  return { state: { ...state, metrology: next }, events, entries };
}
