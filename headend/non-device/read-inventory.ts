/** SRV 8.2: what is known of the devices at a property, for those whom it concerns. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { readInventory as service } from '../../protocol/services/read-inventory.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import type { ListedDevice } from '../inventory/device.ts';
import { findDevices, inventoryRow } from '../inventory/read-inventory.ts';
import type { Handler } from './handler.ts';
import { mayKnow } from './relation.ts';

/** sr:DSPInventory holds no more. */
const DEVICES_MAX = 17;

/**
 * All devices of a home, also another supplier's: who installs there must know them. What is at no
 * metering point says nothing of a customer, so any user may be told of it.
 */
export const readInventory: Handler = (stations, { body, originator }, nowMillis) => {
  const { inventory, register } = stations;
  const question = body as ValueOf<typeof service.request>;
  const { devices, points } = findDevices(question, inventory, register);
  if (devices.length === 0) throw new Fault('DEVICE_UNKNOWN', 'nothing is recorded there');
  const atUtcSeconds = Math.floor(nowMillis / 1000);
  if (points.length > 0 && !points.some((point) => mayKnow(point, originator, atUtcSeconds)))
    throw new Fault('NOT_RESPONSIBLE');
  return {
    result: { devices: devices.slice(0, DEVICES_MAX).map((device) => rowOf(stations, device)) },
  };
};

function rowOf({ register, coverage }: Stations, device: ListedDevice) {
  const point = device.mpxn === undefined ? undefined : register.get(device.mpxn);
  const isHub = device.record.deviceType === 'CHF';
  const [region] = isHub && point?.postCode ? coverage.at(point.postCode) : [];
  return inventoryRow(device, point, region?.cspRegion);
}
