/** SRV 8.2: what is known of the devices at a property, for those whom it concerns. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { readInventory as service } from '../../protocol/services/read-inventory.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import { type ListedDevice, pointsOf } from '../inventory/device.ts';
import { isGone } from '../inventory/inventory.ts';
import { findDevices, inventoryRow } from '../inventory/read-inventory.ts';
import { mayKnow } from '../registration/registration.ts';
import type { Handler } from './handler.ts';

type Question = ValueOf<typeof service.request>;

/** sr:DSPInventory holds no more. */
const DEVICES_MAX = 17;
/** Said of what is there, too, to those whom it does not concern. */
const NOTHING = 'nothing is recorded there';

/**
 * All devices of a home, also another supplier's: who installs there must know them. What is at no
 * metering point says nothing of a customer, so any user may be told of it.
 */
export const readInventory: Handler = async (stations, { body, originator }, nowMillis) => {
  const { inventory, register } = stations;
  const question = body as Question;
  const { devices, points } = await findDevices(question, inventory, register);
  if (devices.length === 0) throw new Fault('DEVICE_UNKNOWN', NOTHING);
  const atUtcSeconds = Math.floor(nowMillis / 1000);
  // What is at a point that the register does not have is somebody's all the same.
  const isSomebodys = points.length > 0 || devices.some((one) => pointsOf(one).length > 0);
  if (isSomebodys && !points.some((point) => mayKnow(point, originator, atUtcSeconds)))
    throw new Fault('DEVICE_UNKNOWN', NOTHING, 'NOT_RESPONSIBLE');
  return {
    isRead: true,
    result: { devices: shown(devices, question).map((device) => rowOf(stations, device)) },
  };
};

/** Where there are more than there is room for, what is out of use is left out, but for what was asked for. */
function shown(devices: readonly ListedDevice[], { deviceId }: Question): ListedDevice[] {
  const rank = (device: ListedDevice) =>
    device.record.eui64 === deviceId ? 0 : isGone(device) ? 2 : 1;
  return [...devices].sort((a, b) => rank(a) - rank(b)).slice(0, DEVICES_MAX);
}

function rowOf({ register, coverage }: Stations, device: ListedDevice) {
  const point = device.mpxn === undefined ? undefined : register.get(device.mpxn);
  const isHub = device.record.deviceType === 'CHF';
  const [region] = isHub && point?.postCode ? coverage.at(point.postCode) : [];
  return inventoryRow(device, point, region?.cspRegion);
}
