/**
 * What of an event the household is told, as 6.22 has it: its devices on the home network, and by the alarm of the
 * meter. Alerts of the supplier alone that may be turned off: critical ones are not the household's.
 */
import { alertByCode } from '../../../protocol/alerts/device-alerts.ts';
import type { HomeNetwork } from '../board.ts';
import type { MeterState } from '../state.ts';
import { isOn } from './behaviours.ts';
import { codeOf, type MeterEvent } from './event.ts';

/** Is the household told of it this way? */
export function isForHousehold(
  { behaviours }: Pick<MeterState, 'behaviours'>,
  way: 'han' | 'alarm',
  event: MeterEvent,
): boolean {
  const code = codeOf(event);
  const alert = alertByCode(code);
  const isItsOwn = alert?.configurable && alert.recipients.includes('supplier');
  return isItsOwn === true && !event.isLogOnly && isOn(behaviours, way, code);
}

/** Every joined device hears of them; what it does not hear is lost, since nothing comes back from it. */
export function tellHome(
  state: Pick<MeterState, 'behaviours' | 'joinedDevices'>,
  home: HomeNetwork,
  told: readonly MeterEvent[],
  utcSeconds: number,
): void {
  const devices = state.joinedDevices ?? [];
  for (const event of told)
    if (isForHousehold(state, 'han', event))
      for (const { eui64 } of devices)
        home.tell(eui64, codeOf(event), event.utcSeconds ?? utcSeconds);
}
