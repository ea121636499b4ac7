/**
 * The life of a device as one table: from which status it comes where, and by whom (sr:DeviceStatus, gb.md
 * §1.1). What is not in the table is refused (E5).
 */
import type { DeviceType } from '../../protocol/definition/service.ts';
import { Fault } from '../faults.ts';
import type { DeviceStatus, ListedDevice } from '../inventory/device.ts';

type From = readonly DeviceStatus[];
/** Services of users; answers of the device (8.1.1), hub logs (8.11), announcements; and the operator. */
type By = '8.3' | '8.4' | '8.11' | '8.14' | '96.1' | 'commissioned' | 'announced' | 'operator';
type Step = {
  readonly to: DeviceStatus;
  readonly by: readonly By[];
  readonly from: From;
  /** Absent: hubs and all others alike. */
  readonly of?: 'hubs' | 'others';
};

/** Once it is in use: may be decommissioned, withdrawn. */
const IN_USE: From = ['Commissioned', 'Suspended', 'Recovery', 'Recovered'];
const NOT_IN_USE: From = ['Pending', 'Whitelisted', 'InstalledNotCommissioned'];

/**
 * Suspension and recovery are the operator's, who keeps the list of products and the keys (own, medium): a
 * suspended device gets no commands; one in recovery has lost its trust anchors; one that is recovered has
 * them again, and is commissioned anew.
 */
export const LIFE: readonly Step[] = [
  // Back from use it is as it was before it was fitted.
  {
    to: 'Pending',
    by: ['8.4'],
    of: 'others',
    from: ['Whitelisted', 'InstalledNotCommissioned', 'Decommissioned'],
  },
  { to: 'Pending', by: ['8.11'], of: 'others', from: ['Whitelisted', 'InstalledNotCommissioned'] },
  { to: 'Whitelisted', by: ['8.11'], of: 'others', from: ['Pending'] },
  {
    to: 'InstalledNotCommissioned',
    by: ['8.4', '8.14', 'announced'],
    from: ['Pending', 'Whitelisted'],
  },
  { to: 'InstalledNotCommissioned', by: ['96.1'], of: 'others', from: ['Pending'] },
  { to: 'Commissioned', by: ['8.4', '8.14'], of: 'hubs', from: NOT_IN_USE },
  // One that is suspended or being recovered stays so, whatever it answers.
  {
    to: 'Commissioned',
    by: ['commissioned'],
    from: ['Whitelisted', 'InstalledNotCommissioned', 'Recovered'],
  },
  { to: 'Suspended', by: ['operator'], from: ['InstalledNotCommissioned', 'Commissioned'] },
  { to: 'Commissioned', by: ['operator'], from: ['Suspended', 'Recovered'] },
  { to: 'InstalledNotCommissioned', by: ['operator'], from: ['Suspended'] },
  { to: 'Recovery', by: ['operator'], from: ['Commissioned', 'Suspended'] },
  { to: 'Recovered', by: ['operator'], from: ['Recovery'] },
  { to: 'Withdrawn', by: ['8.4', '8.14'], of: 'hubs', from: [...NOT_IN_USE, ...IN_USE] },
  // What was never fitted is deleted instead (8.4).
  {
    to: 'Decommissioned',
    by: ['8.3', '96.1'],
    from: ['Whitelisted', 'InstalledNotCommissioned', ...IN_USE],
  },
];

/** From which statuses a hub, or another device, comes to this one by this way; none: never. */
export function statusesBefore(to: DeviceStatus, by: By, deviceType: DeviceType): From {
  const of = deviceType === 'CHF' ? 'hubs' : 'others';
  return LIFE.filter(
    (step) => step.to === to && step.by.includes(by) && (step.of ?? of) === of,
  ).flatMap(({ from }) => from);
}

/** 8.4, of a device that is no hub. */
export const DEVICE_STATUS = {
  Pending: statusesBefore('Pending', '8.4', 'ESME'),
  InstalledNotCommissioned: statusesBefore('InstalledNotCommissioned', '8.4', 'ESME'),
} as const;

/** 8.4 and 8.14, of a communications hub. */
export const HUB_STATUS = {
  InstalledNotCommissioned: statusesBefore('InstalledNotCommissioned', '8.14', 'CHF'),
  Commissioned: statusesBefore('Commissioned', '8.14', 'CHF'),
  Withdrawn: statusesBefore('Withdrawn', '8.14', 'CHF'),
} as const;

export const DECOMMISSIONED_FROM: From = statusesBefore('Decommissioned', '8.3', 'ESME');
export const COMMISSIONED_FROM: From = statusesBefore('Commissioned', 'commissioned', 'ESME');

/** The rest of 8.4: what is said of a device without a new status. */
export const DELETED_FROM: From = ['Pending'];
export const DETAILED_FROM: From = NOT_IN_USE;
export const PLACED_FROM: From = [...NOT_IN_USE, 'Commissioned', 'Recovered'];
/** 96.1: what takes the place of another meter. */
export const EXCHANGED_FROM: From = PLACED_FROM;

/** Throws Fault (DEVICE_STATUS) with the status that the device has. */
export function requireStatus({ status }: ListedDevice, from: From): void {
  if (!from.includes(status)) throw new Fault('DEVICE_STATUS', status);
}
