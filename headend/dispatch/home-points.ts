/** The metering points of what a device serves: of a communications hub, those of all that is in its log. */
import type { Device } from '../inventory/inventory.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import type { Stations } from './stations.ts';

/** Each once; those of its own first. */
export function homePointsOf(
  { inventory, register }: Pick<Stations, 'inventory' | 'register'>,
  device: Device,
): MeteringPoint[] {
  const devices = [device, ...inventory.behind(device.record.eui64)];
  const mpxns = new Set(devices.flatMap(({ mpxn }) => mpxn ?? []));
  return [...mpxns].flatMap((mpxn) => register.get(mpxn) ?? []);
}
