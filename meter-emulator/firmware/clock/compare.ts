/**
 * Once a day the clock is compared with the network's time, as a meter of GB does with its hub's. Here that time
 * comes with each command, which may have waited: it says that it is at least so late, and nothing of a clock that
 * is ahead. What no supplier sets the clock of (a hub, a gas proxy, a display) goes by it alone.
 */

import type { Service } from '../../../protocol/definition/service.ts';
import { commissionDeviceSynchroniseClock } from '../../../protocol/services/commission-device-synchronise-clock.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { type Step, then, unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { takeMissedCharges } from '../prepayment/charges.ts';
import type { Command } from '../security/authenticate.ts';
import type { MeterState } from '../state.ts';
import { DEVICE_TYPE_OF } from '../variant.ts';
import { clockEvent, setClock } from './clock.ts';

/** Both clocks show whole seconds. */
const NOISE_SECONDS = 1;
/** More is not mended by itself: 8F0C (SMETS). So who has the head-end alone moves a clock by 10 s a day. */
const ADJUSTED_MAX_SECONDS = 10;

/** A command waits no longer than this: a clock that is further ahead is wrong. */
const WAITED_MAX_SECONDS = DAY_SECONDS;

const SETTING: readonly Service[] = [synchroniseClock, commissionDeviceSynchroniseClock];
/** These go by the window that the supplier signed. */
export const setsClock = ({ service }: Pick<Command, 'service'>): boolean =>
  service !== undefined && SETTING.includes(service);

/** Does a supplier say what time it is there? */
const isSetBySupplier = ({ variant }: MeterState): boolean =>
  SETTING.some(({ deviceTypes }) => deviceTypes.includes(DEVICE_TYPE_OF[variant.kind]));

/** The clock after a command that is believed came with the network's time. */
export function compareClock(state: MeterState, networkUtcSeconds: number | undefined): Step {
  if (networkUtcSeconds === undefined) return unchanged(state);
  if (!isSetBySupplier(state)) return followNetwork(state, networkUtcSeconds);
  const { clock } = state;
  if (clock.status !== 'reliable') return unchanged(state);
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

function followNetwork(state: MeterState, networkUtcSeconds: number): Step {
  const { clock } = state;
  const aheadSeconds = utcSecondsOf(state) - networkUtcSeconds;
  const isRight = -aheadSeconds <= NOISE_SECONDS && aheadSeconds <= WAITED_MAX_SECONDS;
  if (!isRight || clock.status === 'invalid') return setClock(state, networkUtcSeconds);
  return unchanged(
    clock.status === 'reliable' ? state : { ...state, clock: { ...clock, status: 'reliable' } },
  );
}
