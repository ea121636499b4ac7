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

/** Throws Fault (INVENTORY_CONTRADICTS) for a device of the other fuel, and for a second meter (96.1 exchanges them). */
export function requireRoom(
  inventory: Pick<Inventory, 'fittedAt'>,
  point: Pick<MeteringPoint, 'mpxn' | 'fuel'>,
  { record: { deviceType, eui64 } }: ListedDevice,
): void {
  if ((FUELS[deviceType] ?? point.fuel) !== point.fuel)
    throw new Fault('INVENTORY_CONTRADICTS', `a ${deviceType} at a point of ${point.fuel}`);
  if (deviceType !== METER_OF[point.fuel]) return;
  const meter = meterAt(inventory, point);
  if (meter && meter.record.eui64 !== eui64)
    throw new Fault('INVENTORY_CONTRADICTS', 'another meter is in use at the metering point');
}
