/** Read Inventory (SRV 8.2): the devices at a property, a metering point or an address. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { inventoryDevice, readInventory } from '../../protocol/services/read-inventory.ts';
import type { Register } from '../registration/register.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import { type ListedDevice, pointsOf } from './device.ts';
import type { Inventory } from './inventory.ts';

type Question = ValueOf<typeof readInventory.request>;
export type InventoryRow = ValueOf<typeof inventoryDevice>;

/** What is there, and the metering points it is at. */
export type Found = {
  readonly devices: readonly ListedDevice[];
  readonly points: readonly MeteringPoint[];
};

export async function findDevices(
  question: Question,
  inventory: Inventory,
  register: Register,
): Promise<Found> {
  if (question.deviceId !== undefined) {
    const device = inventory.get(question.deviceId);
    return device
      ? withPoints(neighboursOf(device, inventory), register)
      : { devices: [], points: [] };
  }
  const asked = await pointsAsked(question, register);
  const fitted = asked.flatMap(({ mpxn }) => inventory.fittedAt(mpxn));
  return { devices: [...new Set(fitted)], points: asked };
}

/** The device first; then what is at its metering points, its hub, and what is behind that. */
function neighboursOf(device: ListedDevice, inventory: Inventory): ListedDevice[] {
  const { eui64, deviceType } = device.record;
  const hub = deviceType === 'CHF' ? eui64 : device.hub;
  const beside = pointsOf(device).flatMap((point) => inventory.fittedAt(point));
  const family = hub === undefined ? [] : [inventory.get(hub), ...inventory.behind(hub)];
  const all = [device, ...beside, ...family].filter((one) => one !== undefined);
  return [...new Set(all)];
}

async function withPoints(devices: readonly ListedDevice[], register: Register): Promise<Found> {
  return { devices, points: await register.findAll(devices.flatMap(pointsOf)) };
}

async function pointsAsked({ mpxn, uprn, propertyFilter }: Question, register: Register) {
  if (mpxn !== undefined) return register.findAll([mpxn]);
  if (uprn !== undefined) return register.atUprn(uprn);
  if (propertyFilter === undefined) return [];
  return register.atAddress(propertyFilter.postCode, propertyFilter.addressIdentifier);
}

/** A device as sr:Device says it; `point` is where it is, `cspRegion` whose network reaches it. */
export function inventoryRow(
  device: ListedDevice,
  point: MeteringPoint | undefined,
  cspRegion: InventoryRow['cspRegion'],
): InventoryRow {
  const { record, commissionedDate: dateCommissioned, mpxn: importMpxn } = device;
  const { postCode, addressIdentifier, uprn } = point ?? {};
  const { smetsVersion, secondaryImportMpan, exportMpan, esmeVariant } = device;
  const propertyFilter =
    postCode === undefined || addressIdentifier === undefined
      ? undefined
      : { postCode, addressIdentifier };
  const known = {
    smetsVersion,
    firmwareVersion: record.firmwareVersion,
    dateCommissioned,
    importMpxn,
    secondaryImportMpan,
    exportMpan,
    esmeVariant,
    uprn,
    propertyFilter,
    cspRegion,
  };
  return {
    deviceId: record.eui64,
    deviceType: record.deviceType,
    deviceStatus: device.status,
    deviceManufacturer: record.manufacturer.slice(0, 30),
    deviceModel: record.model.slice(0, 30),
    ...(Object.fromEntries(
      Object.entries(known).filter(([, value]) => value !== undefined),
    ) as Partial<InventoryRow>),
  };
}
