/** Half-hours and days as they end, and after the time has jumped. Pure; seconds are the board's unless UTC. */
import type { MeterEvent, Step } from '../events/event.ts';
import type { MeterState } from '../state.ts';
import type { Entry } from '../stored.ts';
import { dailyEntries } from './daily-log.ts';
import { halfHourEntries } from './half-hours.ts';
import { demandsAfter } from './maximum-demand.ts';
import { numberingAfterJump, numberOf } from './numbering.ts';
import { DAY_SECONDS, type Gap, HALF_HOUR_SECONDS, type Period, toTime } from './periods.ts';
import { isGasMeter, isMeter, mainRegister, registersNow } from './registers.ts';
import type { Registers } from './stored.ts';

/** Sub-code of integrityWarning (81A0): the measurement. */
const MEASUREMENT = 8;
/** A choice: no code of GB says that histories before so many clock steps can no longer be read. */
const HISTORY_OUT_OF_SIGHT: MeterEvent = {
  name: 'integrityWarning',
  detail: MEASUREMENT,
  isLogOnly: true,
};

export function utcSecondsOf({
  clock,
  metrology,
}: Pick<MeterState, 'clock' | 'metrology'>): number {
  return metrology.boardSeconds + clock.offsetSeconds;
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
 * Ends the half-hour and the day if they are over. Called at every end of a half-hour, and when time has not run
 * to now from where it was.
 */
export function keepHistories(state: MeterState, gap: Gap): Step {
  if (state.clock.status === 'invalid' || !isMeter(state))
    return { state, events: [], entries: [] };
  const { metrology } = state;
  const utc = utcSecondsOf(state);
  const main = mainRegister(isGasMeter(state), metrology);
  const now = registersNow(metrology);
  const half = toTime(metrology.halfHour, now, utc, HALF_HOUR_SECONDS, gap);
  const day = toTime(metrology.day, main, utc, DAY_SECONDS, gap);
  const ran = { ...state, metrology: { ...metrology, halfHour: half.running, day: day.running } };
  const halfClosed = half.closed ? closeHalfHour(ran, half.closed) : { state: ran, entries: [] };
  const { state: closed, entries } = day.closed
    ? closeDay(halfClosed.state, day.closed, halfClosed.entries)
    : halfClosed;
  if (gap === 'none') return { state: closed, events: [], entries };
  return { ...withNumbering(closed, half.running.period), entries };
}

/**
 * What a boot makes of the time since `saved`. Only after a last gasp had the meter counted all there was, and
 * then a half-hour is as whole as if power had stayed.
 */
export function keepHistoriesAfterBoot(saved: MeterState, state: MeterState): Step {
  const { boardSeconds } = saved.metrology;
  if (state.metrology.boardSeconds === boardSeconds) return keepHistories(state, 'none');
  const isAllCounted = saved.power?.offSinceSeconds === boardSeconds;
  return keepHistories(state, isAllCounted ? 'off' : 'jump');
}

type Closed = { readonly state: MeterState; readonly entries: readonly Entry[] };

function closeHalfHour(state: MeterState, closed: Period<Registers>): Closed {
  const { metrology, maximumDemand } = state;
  const number = numberOf(state.numbering, closed.period, HALF_HOUR_SECONDS);
  const endUtcSeconds = (closed.period + 1) * HALF_HOUR_SECONDS;
  return {
    state: {
      ...state,
      metrology: { ...metrology, lastHalfHour: number },
      maximumDemand: demandsAfter(maximumDemand, closed, metrology, endUtcSeconds),
    },
    entries: halfHourEntries(state, closed, number),
  };
}

function closeDay(state: MeterState, closed: Period<number>, entries: readonly Entry[]): Closed {
  const number = numberOf(state.numbering, closed.period, DAY_SECONDS);
  return {
    state: { ...state, metrology: { ...state.metrology, lastDay: number } },
    entries: [...entries, ...dailyEntries(state, closed, number)],
  };
}

/** What comes after a jump is numbered so that it is told from what was stored before. */
function withNumbering(state: MeterState, utcHalfHour: number): Omit<Step, 'entries'> {
  const { numbering, isOldestLost } = numberingAfterJump(
    state.numbering,
    state.metrology,
    utcHalfHour,
  );
  return {
    state: numbering === state.numbering ? state : { ...state, numbering },
    events: isOldestLost ? [HISTORY_OUT_OF_SIGHT] : [],
  };
}
