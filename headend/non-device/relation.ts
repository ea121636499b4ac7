/** What a user has to do with a device or a metering point, for the services that no device is asked for. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { standingOf } from '../access/conceal.ts';
import { homeOf } from '../access/question.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import { type ListedDevice, pointsOf } from '../inventory/device.ts';
import { supplierAt } from '../registration/registration.ts';

type World = Pick<Stations, 'inventory' | 'register'>;

/** The device of a request; throws Fault when there is none. */
export function deviceOf({ inventory }: World, eui64: Eui64): ListedDevice {
  const device = inventory.get(eui64);
  if (!device) throw new Fault('DEVICE_UNKNOWN');
  return device;
}

export function isSupplierAt(
  { register }: World,
  mpxn: string,
  party: Eui64,
  atUtcSeconds: number,
): boolean {
  const point = register.get(mpxn);
  return point !== undefined && supplierAt(point, atUtcSeconds)?.supplier === party;
}

/**
 * May this user change what is known of the device? The supplier of its metering point now; of a hub,
 * also the supplier of what is behind it; of what is at no metering point, whoever told of it.
 */
export function isResponsible(
  world: World,
  device: ListedDevice,
  party: Eui64,
  atUtcSeconds: number,
): boolean {
  const points = importPointsOf(world, device);
  if (points.length === 0) return device.notifiedBy === party;
  return points.some((point) => isSupplierAt(world, point, party, atUtcSeconds));
}

/** Throws Fault when the user may not change what is known of the device. */
export function requireResponsible(...about: Parameters<typeof isResponsible>): void {
  if (!isResponsible(...about)) throw notResponsible(...about);
}

/** To whoever has nothing to do with its home, a device is as unknown as one that does not exist. */
export function notResponsible(...[world, device, party, at]: Parameters<typeof isResponsible>) {
  if (standingOf(party, homeOf(world, device), at) !== 'stranger')
    return new Fault('NOT_RESPONSIBLE');
  return new Fault('DEVICE_UNKNOWN', '', 'NOT_RESPONSIBLE');
}

/** The device of a request by whoever has to do with its home; throws Fault as if there were none. */
export function relatedDeviceOf(
  world: World,
  eui64: Eui64,
  party: Eui64,
  atUtcSeconds: number,
): ListedDevice {
  const device = deviceOf(world, eui64);
  if (standingOf(party, homeOf(world, device), atUtcSeconds) === 'stranger')
    throw new Fault('DEVICE_UNKNOWN', '', 'NOT_RESPONSIBLE');
  return device;
}

/** Is the device known to be in some home, of which not everybody may have it? */
export const isSomewhere = (world: World, device: ListedDevice): boolean =>
  pointsOf(device).length > 0 || importPointsOf(world, device).length > 0;

/** What a device imports at; where it measures nothing, the points of the hub it belongs to. */
function importPointsOf({ inventory }: World, device: ListedDevice): string[] {
  const own = importPoints(device);
  const behind = (hub: Eui64) => inventory.behind(hub).flatMap(importPoints);
  if (device.record.deviceType === 'CHF') return [...own, ...behind(device.record.eui64)];
  if (own.length > 0 || device.hub === undefined) return own;
  const hub = inventory.get(device.hub);
  const ofHub = hub ? importPoints(hub) : [];
  // A hub that is at no point itself is where what is behind it is.
  return ofHub.length > 0 ? ofHub : behind(device.hub);
}

const importPoints = ({ mpxn, secondaryImportMpan }: ListedDevice): string[] =>
  [mpxn, secondaryImportMpan].filter((point) => point !== undefined);

/** Everybody whom a device at its metering points concerns now: suppliers and network operators, each once. */
export function partiesOf(
  { register }: World,
  device: ListedDevice,
  atUtcSeconds: number,
): Eui64[] {
  const parties = pointsOf(device)
    .map((mpxn) => register.get(mpxn))
    .filter((point) => point !== undefined)
    .flatMap((point) => [supplierAt(point, atUtcSeconds)?.supplier, point.networkOperator]);
  return [...new Set(parties.filter((party) => party !== undefined))];
}
