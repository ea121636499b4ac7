/**
 * A meter with keys on record that counted as not smart, heard of for the first time in any message that
 * verifies: adopted (P22). One without keys announces itself instead (announcement/).
 */
import { carryOut } from '../../dispatch/carry-out.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { type Device, type ListedDevice, pointsOf } from '../../inventory/device.ts';
import type { WanAddress } from '../../transport/device-link.ts';
import { detailsAt } from '../details/details.ts';
import type { MeteringPoint } from '../registration.ts';
import { adopted } from '../take-on/take-on.ts';

/** Quick: it is asked of every message. */
export const isUnheard = (stations: Stations, device: Device): boolean =>
  unheardPoints(stations, device).length > 0;

/**
 * Puts it on record, with its address in the wide-area network; durable when it resolves. Nobody else may
 * decide meanwhile. Nothing is done for one that was heard before.
 */
export async function hear(
  stations: Stations,
  { record }: Pick<Device, 'record'>,
  { address: wanAddress, network }: WanAddress,
): Promise<void> {
  const { clock, inventory } = stations;
  const device = inventory.get(record.eui64);
  if (!device) return;
  const points = unheardPoints(stations, device);
  const atMillis = clock.nowMillis();
  const follows = adopted(device, points, atMillis);
  if (!follows.changes?.length) return;
  const effectiveFromUtcSeconds = Math.floor(atMillis / 1000);
  const value = { communications: { wanAddress, network } };
  const details = { effectiveFromUtcSeconds, value, knownFromMillis: atMillis };
  const addresses = points.map(({ mpxn }) => ({ kind: 'detailsGiven', mpxn, details }) as const);
  const changes = [...follows.changes, ...addresses];
  const audit = [{ atMillis, step: 'inventoryChanged', device: record.eui64 } as const];
  const cause = `${record.eui64}/heard/${atMillis}`;
  await carryOut(stations, { cause, follows: { ...follows, changes }, audit });
}

function unheardPoints({ register, clock }: Stations, device: ListedDevice): MeteringPoint[] {
  const now = Math.floor(clock.nowMillis() / 1000);
  return pointsOf(device).flatMap((mpxn) => {
    const point = register.get(mpxn);
    const { smart } = detailsAt(point?.details, now);
    const isUnheardThere =
      smart?.standing === 'treatedAsNotSmart' && smart.device === device.record.eui64;
    return point && isUnheardThere ? [point] : [];
  });
}
