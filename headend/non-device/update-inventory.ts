/** SRV 8.4: what a user says of a device; each kind of change with its own rule of who, and from which status. */
import { deviceStatusChangeAlert } from '../../protocol/alerts/dcc-alerts.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { updateInventory as service } from '../../protocol/services/update-inventory.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import { hasKeys, type ListedDevice, type Place } from '../inventory/device.ts';
import { requireFuel, requireRoom } from '../inventory/meters-at-point.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import { calendarDate } from './calendar-date.ts';
import type { DeviceChange } from './change.ts';
import type { Handler, Outcome } from './handler.ts';
import {
  deviceOf,
  isResponsible,
  isSomewhere,
  isSupplierAt,
  notResponsible,
  requireResponsible,
} from './relation.ts';
import { endingAlerts, scheduleEndings } from './status-alerts.ts';
import * as rules from './status-rules.ts';
import { WHERE } from './where.ts';

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

function deviceStatus(about: About, status: keyof typeof rules.DEVICE_STATUS): Outcome {
  const { stations, device, by, atUtcSeconds } = about;
  if (device.record.deviceType === 'CHF') throw new Fault('SERVICE_NOT_FOR_DEVICE', 'a hub');
  rules.requireStatus(device, rules.DEVICE_STATUS[status]);
  if (status !== 'Pending') return { changes: [changedTo(about, { place: { status } })] };
  // Whoever has taken it back goes on with it: it is at no metering point any more.
  const back = changedTo(about, { place: { status, notifiedBy: by }, forgotten: WHERE });
  const ending = { by, atUtcSeconds, how: 'withdrawn' } as const;
  const { changes = [], alerts = [] } = scheduleEndings(stations, device.record.eui64, ending);
  return { changes: [back, ...changes], alerts };
}

function hubStatus(about: About, status: keyof typeof rules.HUB_STATUS): Outcome {
  const { device, stations, by, atUtcSeconds } = about;
  const { eui64, deviceType } = device.record;
  if (deviceType !== 'CHF') throw new Fault('SERVICE_NOT_FOR_DEVICE', `a ${deviceType}`);
  rules.requireStatus(device, rules.HUB_STATUS[status]);
  const day = { commissionedDate: calendarDate(atUtcSeconds) };
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
  if (hasKeys(device) && Object.keys(label).length > 0)
    throw new Fault('INVENTORY_CONTRADICTS', 'the maker has said what the device is');
  return { changes: [changedTo(about, { label, place: given({ smetsVersion, esmeVariant }) })] };
}

/** Whoever told of it hears of it, where somebody else deletes it. */
function deleted({ stations, device, by, atUtcSeconds }: About): Outcome {
  rules.requireStatus(device, rules.DELETED_FROM);
  const { eui64 } = device.record;
  const { notifiedBy: recipient } = device;
  const alert = deviceStatusChangeAlert('N9', eui64, { removedFromInventory: {} });
  const told = recipient !== undefined && recipient !== by ? [{ recipient, alert }] : [];
  const ending = { by, atUtcSeconds, how: 'withdrawn' } as const;
  const { changes = [], alerts = [] } = scheduleEndings(stations, eui64, ending);
  return {
    changes: [{ kind: 'deviceRemoved', eui64 }, ...changes],
    alerts: [...told, ...alerts],
  };
}

const NAMES = {
  importMpxn: 'mpxn',
  secondaryImportMpan: 'secondaryImportMpan',
  exportMpan: 'exportMpan',
} as const satisfies Record<keyof SupplyPoint, keyof Place>;

/** The user supplies the new metering point, and may move the device from where it is known to be. */
async function placed(about: About, supplyPoint: SupplyPoint): Promise<Outcome> {
  const { stations, device, by, atUtcSeconds } = about;
  const [[name, mpxn]] = Object.entries(supplyPoint) as [[keyof SupplyPoint, string]];
  const point = await stations.register.find(mpxn);
  const isOwn = point !== undefined && isSupplierAt(stations, mpxn, by, atUtcSeconds);
  // Before what the device is: that is told to those alone who have to do with it.
  if (!isOwn || !(mayPlace(about) || (name === 'exportMpan' && mayExport(about, point))))
    throw notResponsible(stations, device, by, atUtcSeconds);
  const { deviceType } = device.record;
  if (name !== 'importMpxn' && deviceType !== 'ESME')
    throw new Fault('INVENTORY_CONTRADICTS', `a ${deviceType} imports at one point alone`);
  requireFuel(point, device);
  rules.requireStatus(device, rules.PLACED_FROM);
  requireRoom(stations.inventory, point, device);
  return { changes: [changedTo(about, { place: { [NAMES[name]]: mpxn } })] };
}

/** Of what is nowhere, and of which the operator alone has told, whoever supplies the new point. */
const mayPlace = ({ stations, device, by, atUtcSeconds }: About): boolean =>
  isResponsible(stations, device, by, atUtcSeconds) ||
  (!isSomewhere(stations, device) && device.notifiedBy === undefined);

/**
 * Who supplies the export alone: only at the property where the meter is, else the readings of a stranger
 * could be had by naming any metering point of one's own.
 */
function mayExport({ stations, device, by, atUtcSeconds }: About, point: MeteringPoint): boolean {
  const { mpxn, exportMpan: before } = device;
  const isOwn = before === undefined || isSupplierAt(stations, before, by, atUtcSeconds);
  const home = mpxn === undefined ? undefined : stations.register.get(mpxn);
  return isOwn && home?.uprn !== undefined && home.uprn === point.uprn;
}

/** What was given of optional values. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
