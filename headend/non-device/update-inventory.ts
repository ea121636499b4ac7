/** SRV 8.4: what a user says of a device; each kind of change with its own rule of who, and from which status. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { updateInventory as service } from '../../protocol/services/update-inventory.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import { isMeter, type ListedDevice, type Place, pointsOf } from '../inventory/device.ts';
import type { DeviceChange } from './change.ts';
import type { Handler, Outcome } from './handler.ts';
import { deviceOf, isSupplierAt, requireResponsible } from './relation.ts';
import { endingAlerts, scheduleEndings } from './status-alerts.ts';
import * as rules from './status-rules.ts';

type Value = ValueOf<typeof service.request>;
type Change = Value['change'];
type Details = NonNullable<Change['details']>;
type SupplyPoint = NonNullable<Change['supplyPoint']>;

type About = {
  readonly stations: Stations;
  readonly device: ListedDevice;
  readonly by: Eui64;
  readonly atUtcSeconds: number;
};

export const updateInventory: Handler = (stations, { body, originator }, nowMillis) => {
  const { deviceId, change } = body as Value;
  const atUtcSeconds = Math.floor(nowMillis / 1000);
  const about = { stations, device: deviceOf(stations, deviceId), by: originator, atUtcSeconds };
  if (change.supplyPoint !== undefined) return placed(about, change.supplyPoint);
  requireResponsible(stations, about.device, originator, atUtcSeconds);
  if (change.status !== undefined) return deviceStatus(about, change.status);
  if (change.hubStatus !== undefined) return hubStatus(about, change.hubStatus);
  if (change.details !== undefined) return detailed(about, change.details);
  return deleted(about);
};

const changedTo = (
  { device }: About,
  change: Omit<DeviceChange, 'kind' | 'eui64'>,
): DeviceChange => ({ kind: 'deviceChanged', eui64: device.record.eui64, ...change });

/** Where it was, which a device that goes back has no more. */
const WHERE = [
  'mpxn',
  'secondaryImportMpan',
  'exportMpan',
  'hub',
  'commissionedDay',
] as const satisfies readonly (keyof Place)[];

function deviceStatus(about: About, status: keyof typeof rules.DEVICE_STATUS): Outcome {
  const { device, by } = about;
  if (device.record.deviceType === 'CHF') throw new Fault('SERVICE_NOT_FOR_DEVICE', 'a hub');
  rules.requireStatus(device, rules.DEVICE_STATUS[status]);
  if (status !== 'Pending') return { changes: [changedTo(about, { place: { status } })] };
  // Whoever has taken it back goes on with it: it is at no metering point any more.
  const back = changedTo(about, { place: { status, notifiedBy: by }, forgotten: WHERE });
  return { changes: [back] };
}

function hubStatus(about: About, status: keyof typeof rules.HUB_STATUS): Outcome {
  const { device, stations, by, atUtcSeconds } = about;
  const { eui64, deviceType } = device.record;
  if (deviceType !== 'CHF') throw new Fault('SERVICE_NOT_FOR_DEVICE', `a ${deviceType}`);
  rules.requireStatus(device, rules.HUB_STATUS[status]);
  const day = { commissionedDay: Math.floor(atUtcSeconds / 86_400) };
  const place = status === 'Commissioned' ? { status, ...day } : { status };
  const change = changedTo(about, { place });
  if (status !== 'Withdrawn') return { changes: [change] };
  const ending = { by, atUtcSeconds, how: 'withdrawn' } as const;
  const { changes = [], alerts = [] } = scheduleEndings(stations, eui64, ending);
  return {
    changes: [change, ...changes],
    alerts: [...endingAlerts(stations, device, ending), ...alerts],
  };
}

function detailed(about: About, details: Details): Outcome {
  const { device } = about;
  const { smetsVersion, esmeVariant, deviceManufacturer, deviceModel, firmwareVersion } = details;
  rules.requireStatus(device, rules.DETAILED_FROM);
  if (esmeVariant !== undefined && device.record.deviceType !== 'ESME')
    throw new Fault('INVENTORY_CONTRADICTS', `a ${device.record.deviceType} has no ESME variant`);
  const label = given({ manufacturer: deviceManufacturer, model: deviceModel, firmwareVersion });
  // What a device with keys is, its maker has said with them.
  if (isMeter(device) && Object.keys(label).length > 0)
    throw new Fault('INVENTORY_CONTRADICTS', 'the maker has said what the device is');
  return { changes: [changedTo(about, { label, place: given({ smetsVersion, esmeVariant }) })] };
}

function deleted({ device }: About): Outcome {
  rules.requireStatus(device, rules.DELETED_FROM);
  return { changes: [{ kind: 'deviceRemoved', eui64: device.record.eui64 }] };
}

const NAMES = {
  importMpxn: 'mpxn',
  secondaryImportMpan: 'secondaryImportMpan',
  exportMpan: 'exportMpan',
} as const satisfies Record<keyof SupplyPoint, keyof Place>;

/** The user supplies the new metering point, and is responsible for the device where it is known to be. */
function placed(about: About, point: SupplyPoint): Outcome {
  const { stations, device, by, atUtcSeconds } = about;
  const [[name, mpxn]] = Object.entries(point) as [[keyof SupplyPoint, string]];
  const isFuel = stations.register.get(mpxn)?.fuel === fuelOf(device, name);
  if (!isFuel || !isSupplierAt(stations, mpxn, by, atUtcSeconds))
    throw new Fault('NOT_RESPONSIBLE');
  // Who supplies the export alone need not supply the import, but takes no other's export.
  const isExportOnly = name === 'exportMpan' && device.exportMpan === undefined;
  const before = device[NAMES[name]];
  if (before !== undefined && isSupplierAt(stations, before, by, atUtcSeconds)) {
    // Its own, moved.
  } else if (pointsOf(device).length > 0 && !isExportOnly)
    requireResponsible(stations, device, by, atUtcSeconds);
  rules.requireStatus(device, rules.PLACED_FROM);
  return { changes: [changedTo(about, { place: { [NAMES[name]]: mpxn } })] };
}
