/**
 * What a part of the firmware is to the meter's loop: what it waits for, and what it does when time has
 * passed. Both are pure; meter.ts has every part called at every deadline of any, in the order of modules.ts.
 */
import type { Measured } from './board.ts';
import type { Step } from './events/event.ts';
import type { MeterState } from './state.ts';

export type Module = {
  /**
   * Notes what is measured from now on, in what is not kept on flash. Called before every deadline is asked
   * for; gives the very same state when it knows already.
   */
  readonly observe?: (state: MeterState, measured: Measured) => MeterState;
  /**
   * Board seconds of what it waits for, were nothing to change until then: later than now, or undefined for
   * nothing. Being called sooner does no harm.
   */
  readonly deadline?: (state: MeterState, measured: Measured) => number | undefined;
  /** After all up to now is metered. Gives the very same state when there is nothing to do. */
  readonly act?: (state: MeterState, measured: Measured) => Step;
};
