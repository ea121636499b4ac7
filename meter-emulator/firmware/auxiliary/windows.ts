/** Stretches of time for which a level was asked for, by the board's clock or by UTC. */
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState, Stored } from '../state.ts';
import type { Window } from './stored.ts';

export type Windows = Stored['auxiliary']['commands'];

/** The longest of 7.5, in minutes of 16 bits. */
export const BOARD_SECONDS_MAX = 65_535 * 60;

export type Stage = 'ahead' | 'now' | 'over';

/** What goes by UTC waits while there is none. */
export function stageOf(state: MeterState, window: Window): Stage {
  const { clock, metrology } = state;
  const { fromSeconds, untilSeconds } = window;
  if (window.clock === 'utc' && clock.status === 'invalid') return 'ahead';
  const now = window.clock === 'utc' ? utcSecondsOf(state) : metrology.boardSeconds;
  if (now >= untilSeconds) return 'over';
  // The board's clock went back while the power was off: nobody knows what is left.
  if (window.clock === 'board' && untilSeconds - now > BOARD_SECONDS_MAX) return 'over';
  return now < fromSeconds ? 'ahead' : 'now';
}

/** Board seconds of what comes next of it. */
export function nextOf(state: MeterState, window: Window): number | undefined {
  const { clock } = state;
  if (window.clock === 'utc' && clock.status === 'invalid') return undefined;
  const offset = window.clock === 'utc' ? clock.offsetSeconds : 0;
  switch (stageOf(state, window)) {
    case 'ahead':
      return window.fromSeconds - offset;
    case 'now':
      return window.untilSeconds - offset;
    case 'over':
      return undefined;
  }
}

/** The numbers of those that are over. */
export function overOf(state: MeterState, windows: Windows): readonly number[] {
  return Object.entries(windows).flatMap(([number, window]) =>
    stageOf(state, window) === 'over' ? [Number(number)] : [],
  );
}

export function without(windows: Windows, numbers: readonly number[]): Windows {
  if (numbers.length === 0) return windows;
  return Object.fromEntries(
    Object.entries(windows).filter(([number]) => !numbers.includes(Number(number))),
  );
}
