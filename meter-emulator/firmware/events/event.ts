/** What happened, in the words of the alert table; every part of the firmware says it this way. */
import type { AlertName } from '../../../protocol/alerts/device-alerts.ts';
import type { MeterState } from '../state.ts';
import type { Entry } from '../stored.ts';

export type MeterEvent = {
  readonly name: AlertName;
  /** What the name alone does not say: a count, a service, a sub-code. */
  readonly detail?: number;
  /** Kept in the log, told to nobody. */
  readonly isLogOnly?: boolean;
};

/** What a decision leads to: the new state, and what goes to flash and to the head-end with it. */
export type Step = {
  readonly state: MeterState;
  readonly events: readonly MeterEvent[];
  readonly entries: readonly Entry[];
};

export function unchanged(state: MeterState): Step {
  return { state, events: [], entries: [] };
}

/** Runs `next` on what `step` led to, and gathers what both have to tell. */
export function then(step: Step, next: (state: MeterState) => Step): Step {
  const after = next(step.state);
  return {
    state: after.state,
    events: [...step.events, ...after.events],
    entries: [...step.entries, ...after.entries],
  };
}
