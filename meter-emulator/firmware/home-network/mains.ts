/**
 * The power of a communications hub. It lives on its reserve while the mains are gone, and says so once they have
 * stayed away: no meter of the home can. Pure.
 */
import { type Step, unchanged } from '../events/event.ts';
import type { Module } from '../module.ts';
import type { MeterState } from '../state.ts';
import { LONG_OUTAGE_SECONDS, powerOf, withPower } from '../supply/outage.ts';

/** Board seconds at which it says so; undefined while there are mains, and once it has said so. */
function toldAtSeconds(state: MeterState): number | undefined {
  const { offSinceSeconds } = powerOf(state);
  if (state.variant.kind !== 'communicationsHub' || offSinceSeconds === undefined) return undefined;
  return offSinceSeconds + LONG_OUTAGE_SECONDS;
}

/** The board tells of each change once. The very same state for what is no hub, and has no reserve. */
export function mainsMoved(state: MeterState, isOn: boolean): Step {
  if (isOn) return unchanged(withPower(state));
  if (state.variant.kind !== 'communicationsHub') return unchanged(state);
  const power = { ...powerOf(state), offSinceSeconds: state.metrology.boardSeconds };
  return unchanged({ ...state, power });
}

export const hubOutage: Module = {
  deadline: toldAtSeconds,
  act(state) {
    const at = toldAtSeconds(state);
    const { boardSeconds } = state.metrology;
    if (at === undefined || boardSeconds < at) return unchanged(state);
    const utcSeconds = Math.max(0, at - LONG_OUTAGE_SECONDS + state.clock.offsetSeconds);
    const events = [{ name: 'supplyInterrupted', utcSeconds } as const];
    return { state: withPower(state), events, entries: [] };
  },
};
