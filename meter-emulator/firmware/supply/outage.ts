/**
 * Power that was gone. With a last gasp the meter knows the second; without one it was on at least until the
 * last group on flash, and the outage is told from there.
 */
import { eventWith, type MeterEvent, type Step, unchanged } from '../events/event.ts';
import { withAverages } from '../power-quality/voltage.ts';
import type { MeterState, Stored } from '../state.ts';
import { DEVICE_TYPE_OF } from '../variant.ts';

/** From here on an outage is a long one. */
export const LONG_OUTAGE_SECONDS = 180;
/** Power that has stayed so long is back; what flickers before that is one outage and wears no flash. */
export const STEADY_SECONDS = 10;

type Power = Stored['power'];
const STEADY: Power = { lostPhases: {} };

export function powerOf({ power }: MeterState): Power {
  return power ?? STEADY;
}

/** What goes to flash in the last moment: all that was counted, and that power went now. */
export function lastGasp(state: MeterState): Step {
  const power = { ...powerOf(state), offSinceSeconds: state.metrology.boardSeconds };
  return withAverages({ ...state, power });
}

/** Who lives on after the last gasp still has power: with its next group flash knows of no outage either. */
export function withPower(state: MeterState): MeterState {
  const { offSinceSeconds, ...power } = powerOf(state);
  return offSinceSeconds === undefined ? state : { ...state, power };
}

/**
 * What a boot says of the time before it. `saved` is what flash holds, `state` the meter that boots. A
 * board whose clock went back does not know how long it was off, and says that it was long.
 */
export function afterOutage(saved: MeterState, state: MeterState): Step {
  const { offSinceSeconds } = powerOf(saved);
  const since = offSinceSeconds ?? saved.metrology.boardSeconds;
  const now = state.metrology.boardSeconds;
  const next = withPower(state);
  if (since === now || !hasMains(state)) return unchanged(next);
  const isLong = now < since || now - since >= LONG_OUTAGE_SECONDS;
  return { state: next, events: outageEvents(saved, state, since, isLong), entries: [] };
}

/** A gas meter has its battery; what stands beside meters tells nobody of its power. */
const hasMains = ({ variant }: MeterState) => DEVICE_TYPE_OF[variant.kind] === 'ESME';

function outageEvents(
  saved: MeterState,
  { clock, metrology }: MeterState,
  since: number,
  isLong: boolean,
): readonly MeterEvent[] {
  const interruption = Math.max(0, since + saved.clock.offsetSeconds);
  const restoration = Math.max(0, metrology.boardSeconds + clock.offsetSeconds);
  const name = isLong ? 'longSupplyOutageRestored' : 'supplyOutageRestored';
  return [
    { name: 'supplyInterrupted', isLogOnly: true, utcSeconds: interruption },
    eventWith(name, { interruption, restoration }, { utcSeconds: restoration }),
  ];
}
