/**
 * The clock: UTC is the board's seconds and an offset. `invalid`: there is no time to go by, so no
 * history is kept and nothing is future-dated. `unreliable`: kept since the factory or through a power
 * cut, confirmed by nobody, or found to be wrong. `reliable`: set from the head-end's time by service 6.11
 * or 8.1.1.
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { eventWith, type MeterEvent, type Step, then } from '../events/event.ts';
import { keepHistories, utcSecondsOf } from '../metrology/metrology.ts';
import { chargesAfterJump } from '../prepayment/charges.ts';
import type { Clock, MeterState } from '../state.ts';
import { followTables } from '../tariff/switching.ts';

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
  const clock: Clock = { ...state.clock, offsetSeconds, status: 'reliable' };
  const step: Step = {
    state: { ...state, clock },
    events: [clockEvent('clockAdjusted', state, networkUtcSeconds)],
    entries: [],
  };
  if (movedSeconds === 0 && !wasInvalid) return step;
  const jumped = then(step, (set) =>
    keepHistories(chargesAfterJump(set, movedSeconds, wasInvalid), 'jump'),
  );
  return { ...jumped, state: followTables(jumped.state) };
}

/** 9999-12-31T23:59:59Z: no clock of MMC shows more. */
const UTC_SECONDS_MAX = 253_402_300_799;
const shown = (utcSeconds: number) => Math.min(UTC_SECONDS_MAX, Math.max(0, utcSeconds));

/** What was found of the clock, with both times. */
export function clockEvent(
  name: 'clockAdjusted' | 'clockNotAdjusted' | 'clockOutsideTolerance',
  state: MeterState,
  networkUtcSeconds: number,
): MeterEvent {
  return eventWith(name, {
    deviceUtcSeconds: shown(utcSecondsOf(state)),
    networkUtcSeconds: shown(networkUtcSeconds),
  });
}

/**
 * The clock after a boot: the board's seconds ran on, but nobody vouches for them; if they are less than
 * they were, the time is lost.
 */
export function clockAfterBoot(clock: Clock, storedSeconds: number, bootSeconds: number): Clock {
  if (bootSeconds < storedSeconds) return { ...clock, status: 'invalid' };
  return clock.status === 'reliable' ? { ...clock, status: 'unreliable' } : clock;
}
