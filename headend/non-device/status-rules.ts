/** From which status of a device a user may bring it where; what is not in a table is refused (E5). */
import { Fault } from '../faults.ts';
import type { DeviceStatus, ListedDevice } from '../inventory/device.ts';

type From = readonly DeviceStatus[];

/** Once it is in use: may be decommissioned, withdrawn. */
const IN_USE: From = ['Commissioned', 'Suspended', 'Recovery', 'Recovered'];

/** 8.4, of a device that is no hub. Back from use it is as it was before it was fitted. */
export const DEVICE_STATUS = {
  Pending: ['Whitelisted', 'InstalledNotCommissioned', 'Decommissioned'],
  InstalledNotCommissioned: ['Pending', 'Whitelisted'],
} as const satisfies Partial<Record<DeviceStatus, From>>;

/** 8.4 and 8.14, of a communications hub. */
export const HUB_STATUS = {
  InstalledNotCommissioned: ['Pending', 'Whitelisted'],
  Commissioned: ['Pending', 'Whitelisted', 'InstalledNotCommissioned'],
  Withdrawn: ['Pending', 'Whitelisted', 'InstalledNotCommissioned', ...IN_USE],
} as const satisfies Partial<Record<DeviceStatus, From>>;

/** 8.3; what was never fitted is deleted instead (8.4). */
export const DECOMMISSIONED_FROM: From = ['Whitelisted', 'InstalledNotCommissioned', ...IN_USE];

/** The rest of 8.4. */
export const DELETED_FROM: From = ['Pending'];
export const DETAILED_FROM: From = ['Pending', 'Whitelisted', 'InstalledNotCommissioned'];
export const PLACED_FROM: From = [
  'Pending',
  'Whitelisted',
  'InstalledNotCommissioned',
  'Commissioned',
  'Recovered',
];

/** 8.1.1; a device that is suspended or being recovered stays so, whatever it answers. */
export const COMMISSIONED_FROM: From = ['Whitelisted', 'InstalledNotCommissioned', 'Recovered'];

/** Throws Fault (DEVICE_STATUS) with the status that the device has. */
export function requireStatus({ status }: ListedDevice, from: From): void {
  if (!from.includes(status)) throw new Fault('DEVICE_STATUS', status);
}
