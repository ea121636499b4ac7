/** Which meter is at a metering point: of its fuel, and one at a time. */
import type { DeviceType } from '../../protocol/definition/service.ts';
import { Fault } from '../faults.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import type { ListedDevice } from './device.ts';
import { type Inventory, isGone } from './inventory.ts';

type Fuel = MeteringPoint['fuel'];

export const METER_OF = { electricity: 'ESME', gas: 'GSME' } as const satisfies Record<
  Fuel,
  DeviceType
>;

/** What belongs to one fuel alone; hubs and displays belong to the home. */
const FUELS: { readonly [type in DeviceType]?: Fuel } = {
  ESME: 'electricity',
  HCALCS: 'electricity',
  GSME: 'gas',
  GPF: 'gas',
};

/** The meter that measures what is taken at the point, if one is on record that is not out of use. */
export function meterAt(
  inventory: Pick<Inventory, 'fittedAt'>,
  { mpxn, fuel }: Pick<MeteringPoint, 'mpxn' | 'fuel'>,
): ListedDevice | undefined {
  return inventory
    .fittedAt(mpxn)
    .find(
      (device) =>
        device.record.deviceType === METER_OF[fuel] &&
        !isGone(device) &&
        (device.mpxn === mpxn || device.secondaryImportMpan === mpxn),
    );
}

type Point = Pick<MeteringPoint, 'mpxn' | 'fuel'>;

/** Throws Fault (INVENTORY_CONTRADICTS) for a device that belongs to the other fuel. */
export function requireFuel({ fuel }: Point, { record: { deviceType } }: ListedDevice): void {
  if ((FUELS[deviceType] ?? fuel) !== fuel)
    throw new Fault('INVENTORY_CONTRADICTS', `a ${deviceType} at a point of ${fuel}`);
}

/** Is the point free for this device? Another meter there is exchanged for it (96.1), not joined by it. */
export function hasRoom(
  inventory: Pick<Inventory, 'fittedAt'>,
  point: Point,
  { record: { deviceType, eui64 } }: ListedDevice,
): boolean {
  if (deviceType !== METER_OF[point.fuel]) return true;
  const meter = meterAt(inventory, point);
  return !meter || meter.record.eui64 === eui64;
}

/** Throws Fault (INVENTORY_CONTRADICTS) for a second meter. */
export function requireRoom(...about: Parameters<typeof hasRoom>): void {
  if (!hasRoom(...about))
    throw new Fault('INVENTORY_CONTRADICTS', 'another meter is in use at the metering point');
}
