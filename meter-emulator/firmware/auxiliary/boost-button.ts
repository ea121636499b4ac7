/** The boost button: a quarter of an hour more at each press, an hour at most, and the next press ends it. */
import { type Step, unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState } from '../state.ts';
import { BOOST_SECONDS_MAX } from './boost.ts';
import { auxiliaryOf } from './controllers.ts';
import { settle } from './outputs.ts';

const STEP_SECONDS = 15 * 60;

/** Does nothing on a meter without the button, or while it switches nothing. */
export function pressBoost(state: MeterState): Step {
  const auxiliary = auxiliaryOf(state);
  if (!state.variant.hasBoostButton || auxiliary.boosted.length === 0) return unchanged(state);
  const { boardSeconds } = state.metrology;
  const before = auxiliary.boost ?? {
    startUtcSeconds: utcSecondsOf(state),
    untilSeconds: boardSeconds,
  };
  const untilSeconds = before.untilSeconds + STEP_SECONDS;
  const isTooLong = untilSeconds - boardSeconds > BOOST_SECONDS_MAX;
  const boost = { ...before, untilSeconds: isTooLong ? boardSeconds : untilSeconds };
  return settle({ ...state, auxiliary: { ...auxiliary, boost } });
}
