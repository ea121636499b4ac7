/**
 * A site is taken on when its smart meter is commissioned (P12): from then on the register has it, and
 * whoever must know it is told by the files that follow from this change (market/legacy/feeds.ts).
 */

import { smetsVersion } from '../../../protocol/services/inventory-shapes.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { type ListedDevice, pointsOf } from '../../inventory/device.ts';
import { detailsAt } from '../details/details.ts';
import type { RegisterChange } from '../register-change.ts';
import type { MeteringPoint } from '../registration.ts';
import { isMeter } from './served.ts';

type World = Pick<Stations, 'inventory' | 'register'>;

/** What the register says from now on of the metering points of a meter that has been commissioned. */
export function takenOn(
  { register }: Pick<Stations, 'register'>,
  device: ListedDevice,
  nowMillis: number,
): RegisterChange[] {
  if (!isMeter(device)) return [];
  return pointsOf(device)
    .map((mpxn) => register.get(mpxn))
    .filter((point) => point !== undefined)
    .flatMap((point) => takenOnAt(point, device, nowMillis));
}

/**
 * A supplier has now elected to use the DCC for a customer that is not domestic (P23): a meter that is in
 * service there already is taken on with it. `change` is the statement of the election.
 */
export function elected(
  { inventory, register }: World,
  change: RegisterChange,
  nowMillis: number,
): RegisterChange[] {
  if (change.kind !== 'detailsGiven' || change.details.value.customer?.usesDcc !== true) return [];
  const point = register.get(change.mpxn);
  const meter = inventory
    .fittedAt(change.mpxn)
    .find((device) => isMeter(device) && device.status === 'Commissioned');
  if (!point || !meter) return [];
  const details = [...(point.details ?? []), change.details];
  return takenOnAt({ ...point, details }, meter, nowMillis);
}

function takenOnAt(
  point: MeteringPoint,
  device: ListedDevice,
  nowMillis: number,
): RegisterChange[] {
  const nowUtcSeconds = Math.floor(nowMillis / 1000);
  const { customer, smart } = detailsAt(point.details, nowUtcSeconds);
  if (!usesDcc(customer)) return [];
  const { eui64 } = device.record;
  if (smart?.standing === 'smart' && smart.device === eui64) return [];
  const version = device.smetsVersion;
  const isVersion = version !== undefined && smetsVersion.check(version) === undefined;
  const value = {
    smart: {
      standing: 'smart' as const,
      device: eui64,
      ...(isVersion ? { specificationVersion: version } : {}),
    },
  };
  const details = { effectiveFromUtcSeconds: nowUtcSeconds, value, knownFromMillis: nowMillis };
  return [{ kind: 'detailsGiven', mpxn: point.mpxn, details }];
}

/** Domestic, or elected; of whom nothing is said is taken to be domestic. */
const usesDcc = (customer: ReturnType<typeof detailsAt>['customer']): boolean =>
  customer?.customerType !== 'nonDomestic' || customer.usesDcc === true;
