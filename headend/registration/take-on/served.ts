/** Which sites the DCC has taken on: under 2A those alone are on its register with all that belongs to them. */
import type { Stations } from '../../dispatch/stations.ts';
import type { ListedDevice } from '../../inventory/device.ts';
import { detailsAt } from '../details/details.ts';
import type { MeteringPoint } from '../registration.ts';

const IN_SERVICE: readonly ListedDevice['status'][] = [
  'Commissioned',
  'Suspended',
  'Recovery',
  'Recovered',
];

export const isMeter = ({ record }: ListedDevice): boolean =>
  record.deviceType === 'ESME' || record.deviceType === 'GSME';

/**
 * Does a smart meter that communicates through the DCC measure this metering point? What the register says of
 * it decides; where it says nothing, whether a meter is in service there.
 */
export function isServed(
  { inventory }: Pick<Stations, 'inventory'>,
  { mpxn, details }: Pick<MeteringPoint, 'mpxn' | 'details'>,
  atUtcSeconds: number,
): boolean {
  const { smart } = detailsAt(details, atUtcSeconds);
  const meters = inventory
    .fittedAt(mpxn)
    .filter((device) => isMeter(device) && IN_SERVICE.includes(device.status));
  if (smart === undefined) return meters.length > 0;
  if (smart.standing === 'smart') return true;
  return meters.some(({ record }) => record.eui64 !== smart.device);
}
