/**
 * Once a day the clock is compared with the network's time, as a meter of GB does with its hub's. Here that time
 * comes with each command, which may have waited: it says that it is at least so late, and nothing of a clock that
 * is ahead.
 */

import { type Step, then, unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { takeMissedCharges } from '../prepayment/charges.ts';
import type { Command } from '../security/authenticate.ts';
import type { MeterState } from '../state.ts';
import { clockEvent, setClock } from './clock.ts';

/** Both clocks show whole seconds. */
const NOISE_SECONDS = 1;
/** More is not mended by itself: 8F0C (SMETS). So who has the head-end alone moves a clock by 10 s a day. */
const ADJUSTED_MAX_SECONDS = 10;

const SETTING: ReadonlySet<string> = new Set(['6.11', '8.1.1']);
/** These go by the window that the supplier signed. */
export const setsClock = ({ service }: Pick<Command, 'service'>): boolean =>
  service !== undefined && SETTING.has(service.reference);

/** The clock after a command that is believed came with the network's time. */
export function compareClock(state: MeterState, networkUtcSeconds: number | undefined): Step {
  const { clock } = state;
  if (networkUtcSeconds === undefined || clock.status !== 'reliable') return unchanged(state);
  const utcSeconds = utcSecondsOf(state);
  const comparedDay = Math.max(0, Math.floor(utcSeconds / DAY_SECONDS));
  if (clock.comparedDay === comparedDay) return unchanged(state);
  const behindSeconds = networkUtcSeconds - utcSeconds;
  if (behindSeconds <= NOISE_SECONDS) return unchanged(state);
  const compared: MeterState = { ...state, clock: { ...clock, comparedDay } };
  if (behindSeconds <= ADJUSTED_MAX_SECONDS)
    return then(setClock(compared, networkUtcSeconds), takeMissedCharges);
  return {
    state: { ...compared, clock: { ...compared.clock, status: 'unreliable' } },
    events: [clockEvent('clockNotAdjusted', state, networkUtcSeconds)],
    entries: [],
  };
}
