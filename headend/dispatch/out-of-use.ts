/** Devices that changes take out of use: what still waits for them is not to wait until its date. */
import type { CommandFailureCode } from '../../protocol/alerts/dcc-alerts.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { DeviceStatus } from '../inventory/device.ts';
import type { Change } from '../non-device/change.ts';
import type { Dispatcher } from './dispatcher.ts';

type OutOfUse = {
  readonly device: Eui64;
  /** What whoever has something waiting is told by, beside the response. */
  readonly alert: Extract<CommandFailureCode, 'N4' | 'N7'>;
};

/** One that is suspended is not among them: it may be restored, and is judged when the date comes. */
const ALERTS: Partial<Record<DeviceStatus, OutOfUse['alert']>> = {
  Decommissioned: 'N4',
  // Withdrawn, or back as it was before it was fitted: there is no alert of its own for it (own).
  Withdrawn: 'N7',
  Pending: 'N7',
};

function outOfUse(changes: readonly Change[]): OutOfUse[] {
  return changes.flatMap((change): OutOfUse[] => {
    if (change.kind === 'deviceRemoved') return [{ device: change.eui64, alert: 'N7' }];
    if (change.kind !== 'deviceChanged') return [];
    const { status } = change.place ?? {};
    const alert = status && ALERTS[status];
    return alert ? [{ device: change.eui64, alert }] : [];
  });
}

/**
 * What waits for a device that these changes have taken out of use is ended, whoever asked. Not awaited: the changes
 * were made in a turn, and an end may need one of its own. A head-end killed before it finds out on the date (N15).
 */
export function endOutOfUse(
  dispatcher: Pick<Dispatcher, 'endWaiting'>,
  changes: readonly Change[],
): void {
  for (const { device, alert } of outOfUse(changes))
    void dispatcher.endWaiting([device], undefined, 'DEVICE_STATUS', alert);
}
