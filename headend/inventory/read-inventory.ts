/** Read Inventory (SRV 8.2): the devices at a property, a metering point or an address. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { inventoryDevice, readInventory } from '../../protocol/services/read-inventory.ts';
import { Fault } from '../faults.ts';
import type { MeteringPoint, Register } from '../registration/registration.ts';
import type { Inventory, ListedDevice } from './inventory.ts';

type Question = ValueOf<typeof readInventory.request>;
type Answer = { readonly devices: readonly ValueOf<typeof inventoryDevice>[] };

/** sr:DSPInventory holds no more. */
const DEVICES_MAX = 17;

/** Throws Fault (DEVICE_UNKNOWN) when nothing is recorded there. */
export function answerReadInventory(
  question: Question,
  inventory: Inventory,
  register: Register,
): Answer {
  const devices = devicesOf(question, inventory, register);
  if (devices.length === 0) throw new Fault('DEVICE_UNKNOWN', 'nothing is recorded there');
  const rows = devices.slice(0, DEVICES_MAX);
  return { devices: rows.map((device) => row(device, pointOf(device, register))) };
}

function devicesOf(question: Question, inventory: Inventory, register: Register): ListedDevice[] {
  if (question.deviceId !== undefined) {
    const device = inventory.get(question.deviceId);
    if (!device) return [];
    // Its neighbours at the same metering point come too.
    return device.mpxn ? inventory.fittedAt(device.mpxn) : [device];
  }
  return pointsOf(question, register).flatMap(({ mpxn }) => inventory.fittedAt(mpxn));
}

function pointsOf(question: Question, register: Register): MeteringPoint[] {
  if (question.mpxn !== undefined) {
    const point = register.get(question.mpxn);
    return point ? [point] : [];
  }
  const { uprn, propertyFilter } = question;
  if (uprn !== undefined) return register.find((point) => point.uprn === uprn);
  return register.find(
    ({ postCode, addressIdentifier }) =>
      postCode === propertyFilter?.postCode &&
      addressIdentifier === propertyFilter?.addressIdentifier,
  );
}

function pointOf(device: ListedDevice, register: Register): MeteringPoint | undefined {
  return device.mpxn === undefined ? undefined : register.get(device.mpxn);
}

function row({ record, status, mpxn, exportMpan }: ListedDevice, point: MeteringPoint | undefined) {
  const { postCode, addressIdentifier, uprn } = point ?? {};
  return {
    deviceId: record.eui64,
    deviceType: record.deviceType,
    deviceStatus: status,
    deviceManufacturer: record.manufacturer.slice(0, 30),
    deviceModel: record.model.slice(0, 30),
    firmwareVersion: record.firmwareVersion,
    ...(mpxn === undefined ? {} : { importMpxn: mpxn }),
    ...(exportMpan === undefined ? {} : { exportMpan }),
    ...(uprn === undefined ? {} : { uprn }),
    ...(postCode && addressIdentifier !== undefined
      ? { propertyFilter: { postCode, addressIdentifier } }
      : {}),
  };
}
