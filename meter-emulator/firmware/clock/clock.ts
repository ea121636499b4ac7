/**
 * The clock: UTC is the board's seconds and an offset. `invalid`: there is no time to go by, so no
 * history is kept and nothing is future-dated. `unreliable`: kept since the factory or through a power
 * cut, confirmed by nobody. `reliable`: set from the head-end's time by service 6.11.
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { type Step, then } from '../events/event.ts';
import { keepHistories } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import type { Clock, MeterState } from '../state.ts';

type Request = ValueOf<(typeof synchroniseClock)['request']>;

/** Does the time of the network lie in the window the supplier signed, both ends included? */
export function isWithin({ currentDateTime, tolerancePeriod }: Request, networkUtcSeconds: number) {
  return (
    networkUtcSeconds >= currentDateTime && networkUtcSeconds <= currentDateTime + tolerancePeriod
  );
}

/** Sets the clock to the network's time. Histories jump only if the time really moved. */
export function setClock(state: MeterState, networkUtcSeconds: number): Step {
  const offsetSeconds = networkUtcSeconds - state.metrology.boardSeconds;
  const movedSeconds = offsetSeconds - state.clock.offsetSeconds;
  const wasInvalid = state.clock.status === 'invalid';
  const moved: MeterState = { ...state, clock: { offsetSeconds, status: 'reliable' } };
  const step: Step = {
    state: moved,
    events: [{ name: 'clockAdjusted', isLogOnly: true }],
    entries: [],
  };
  if (movedSeconds === 0 && !wasInvalid) return step;
  return then(step, (set) => keepHistories(withChargedDay(set, movedSeconds, wasInvalid), true));
}

/** After a jump of more than a day nobody knows which days the customer owes a standing charge for. */
function withChargedDay(state: MeterState, movedSeconds: number, wasInvalid: boolean): MeterState {
  if (!wasInvalid && Math.abs(movedSeconds) <= DAY_SECONDS) return state;
  const utc = state.metrology.boardSeconds + state.clock.offsetSeconds;
  const chargedDay = Math.max(0, Math.floor(utc / DAY_SECONDS));
  return { ...state, prepayment: { ...state.prepayment, chargedDay } };
}

/**
 * The clock after a boot: the board's seconds ran on, but nobody vouches for them; if they are less than
 * they were, the time is lost.
 */
export function clockAfterBoot(clock: Clock, storedSeconds: number, bootSeconds: number): Clock {
  if (bootSeconds < storedSeconds) return { ...clock, status: 'invalid' };
  return clock.status === 'reliable' ? { ...clock, status: 'unreliable' } : clock;
}
