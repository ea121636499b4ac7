/** The tariff in time: which register is in use, and when a block ends. */
import type { Measured } from '../board.ts';
import { unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { isGasMeter, isMeter } from '../metrology/registers.ts';
import type { Module } from '../module.ts';
import type { MeterState } from '../state.ts';
import type { Calendar } from './calendar.ts';
import {
  countedSince,
  roomInBlock,
  withCountersReset,
  withRegister,
  withSecondaryTou,
} from './counting.ts';
import { primaryCalendar, secondaryCalendar } from './in-force.ts';
import type { Register } from './stored.ts';

/**
 * Brings what is in use in line with the tables and the clock, and starts the block counters anew on another
 * day. Without a time to go by what is in use stays, unless the table does not know it.
 */
export function followTables(state: MeterState): MeterState {
  if (!isMeter(state)) return state;
  const { register, secondaryTou } = state.counting;
  const primary = follow(state, primaryCalendar(state), register);
  const secondary = follow(state, secondaryCalendar(state), { tou: secondaryTou });
  const followed = withSecondaryTou(withRegister(state, primary), secondary.tou ?? secondaryTou);
  return state.clock.status === 'invalid' ? followed : onDay(followed, utcSecondsOf(state));
}

function follow(state: MeterState, calendar: Calendar | undefined, inUse: Register): Register {
  if (!calendar) return inUse;
  const isTimeLost = state.clock.status === 'invalid';
  return isTimeLost && calendar.uses(inUse) ? inUse : calendar.registerAt(utcSecondsOf(state));
}

function onDay(state: MeterState, utcSeconds: number): MeterState {
  if (!isResetDaily(state)) return state;
  const utcDay = Math.max(0, Math.floor(utcSeconds / DAY_SECONDS));
  if (utcDay === state.blockCounters.utcDay) return state;
  const reset = withCountersReset(state);
  return { ...reset, blockCounters: { ...reset.blockCounters, utcDay } };
}

function isResetDaily({ blockReset }: MeterState): boolean {
  return blockReset?.dailyTariffBlockCounterMatrixReset ?? false;
}

/** The counters that run are of today already; they start anew at the next midnight. */
export function withDailyReset(
  state: MeterState,
  blockReset: NonNullable<MeterState['blockReset']>,
): MeterState {
  const { counters } = state.blockCounters;
  if (!blockReset.dailyTariffBlockCounterMatrixReset)
    return { ...state, blockReset, blockCounters: { counters } };
  const utcDay = Math.max(0, Math.floor(utcSecondsOf(state) / DAY_SECONDS));
  return { ...state, blockReset, blockCounters: { counters, utcDay } };
}

/** Board seconds of the next switch in a table, or of the day; undefined without a time to go by. */
export function nextSwitch(state: MeterState): number | undefined {
  if (state.clock.status === 'invalid') return undefined;
  const utc = utcSecondsOf(state);
  const next = Math.min(
    primaryCalendar(state)?.nextSwitch(utc) ?? Number.POSITIVE_INFINITY,
    secondaryCalendar(state)?.nextSwitch(utc) ?? Number.POSITIVE_INFINITY,
    isResetDaily(state)
      ? (Math.floor(utc / DAY_SECONDS) + 1) * DAY_SECONDS
      : Number.POSITIVE_INFINITY,
  );
  return next - state.clock.offsetSeconds;
}

/** Board seconds at which the block in use has ended; infinite for never. */
function endOfBlock(state: MeterState, { activeWatts, litresPerHour = 0 }: Measured): number {
  const perSecond = isGasMeter(state) ? litresPerHour : activeWatts;
  if (perSecond <= 0) return Number.POSITIVE_INFINITY;
  const room = roomInBlock(state) - countedSince(state);
  return state.metrology.boardSeconds + Math.ceil(room / perSecond);
}

export const switching: Module = {
  deadline: (state, measured) =>
    Math.min(nextSwitch(state) ?? Number.POSITIVE_INFINITY, endOfBlock(state, measured)),
  act: (state) => unchanged(followTables(state)),
};
