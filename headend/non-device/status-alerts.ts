/** Who is told of a device whose status has changed, and what. */
import { deviceStatusChangeAlert, scheduleRemovalAlert } from '../../protocol/alerts/dcc-alerts.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Stations } from '../dispatch/stations.ts';
import type { ListedDevice } from '../inventory/device.ts';
import type { AddressedAlert, Consequences } from './handler.ts';
import { partiesOf } from './relation.ts';

type World = Pick<Stations, 'inventory' | 'register' | 'schedules'>;
/** sr:MeterDecommissioningOrWithdrawal names no more. */
const ASSOCIATED_MAX = 7;
/** What is joined to a meter and has no metering point of its own. */
const TYPE_1 = ['HCALCS', 'PPMID'];

export type Ending = {
  /** Who brought it about, and knows. */
  readonly by: Eui64;
  readonly atUtcSeconds: number;
  readonly how: 'decommissioned' | 'withdrawn';
};

/** To those whom the device concerns, but for whoever did it; nobody for what is neither meter nor hub. */
export function endingAlerts(world: World, device: ListedDevice, ending: Ending): AddressedAlert[] {
  const { eui64, deviceType } = device.record;
  const code = ending.how === 'decommissioned' ? 'N1' : 'N2';
  if (deviceType === 'CHF') {
    const concerned = [device, ...world.inventory.behind(eui64)];
    const alert = deviceStatusChangeAlert(code, eui64, { hubDecommissioning: {} });
    return toOthers(world, concerned, ending, alert);
  }
  const meterMpxns = meterMpxnsOf(device);
  if ((deviceType !== 'ESME' && deviceType !== 'GSME') || !meterMpxns) return [];
  const associated = world.inventory
    .fittedAt(meterMpxns.importMpxn)
    .filter(({ record }) => TYPE_1.includes(record.deviceType))
    .slice(0, ASSOCIATED_MAX)
    .map(({ record }) => ({ deviceId: record.eui64, deviceType: record.deviceType }));
  const change = { decommissioning: { meterMpxns, associated } };
  return toOthers(world, [device], ending, deviceStatusChangeAlert(code, eui64, change));
}

function toOthers(
  world: World,
  devices: readonly ListedDevice[],
  { by, atUtcSeconds }: Ending,
  alert: AddressedAlert['alert'],
): AddressedAlert[] {
  const parties = new Set(devices.flatMap((device) => partiesOf(world, device, atUtcSeconds)));
  parties.delete(by);
  return [...parties].map((recipient) => ({ recipient, alert }));
}

/** The schedules of a device that is no more go; their owners are told, but for whoever brought it about. */
export function scheduleEndings({ schedules }: World, eui64: Eui64, ending: Ending): Consequences {
  const gone = schedules.of(eui64);
  if (gone.length === 0) return {};
  const code = ending.how === 'decommissioned' ? 'N3' : 'N5';
  return {
    changes: [{ kind: 'schedulesRemoved', scheduleIds: gone.map((one) => one.scheduleId) }],
    alerts: gone
      .filter(({ owner }) => owner !== ending.by)
      .map(({ owner, scheduleId }) => ({
        recipient: owner,
        alert: scheduleRemovalAlert(code, eui64, scheduleId),
      })),
  };
}

/** N16 says which meter it is that is at these metering points; undefined for what measures none. */
export function identityAlert(device: ListedDevice) {
  const meterMpxns = meterMpxnsOf(device);
  if (!meterMpxns) return undefined;
  const { record, esmeVariant } = device;
  return deviceStatusChangeAlert('N16', record.eui64, {
    meterIdentity: { meterMpxns, ...(esmeVariant === undefined ? {} : { esmeVariant }) },
  });
}

function meterMpxnsOf({ mpxn, secondaryImportMpan, exportMpan }: ListedDevice) {
  if (mpxn === undefined) return undefined;
  return {
    importMpxn: mpxn,
    ...(secondaryImportMpan === undefined ? {} : { secondaryImportMpan }),
    ...(exportMpan === undefined ? {} : { exportMpan }),
  };
}
