/** What the inventory learns from what a device has done: commissioned (8.1.1), let onto a home network (8.11). */
import { hubLogUpdateAlert } from '../../protocol/alerts/dcc-alerts.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { commissionDeviceSynchroniseClock } from '../../protocol/services/commission-device-synchronise-clock.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { readFirmwareVersion } from '../../protocol/services/read-firmware-version.ts';
import {
  type cinMessage,
  requestCustomerIdentificationNumber,
} from '../../protocol/services/request-customer-identification-number.ts';
import { restoreHanDeviceLog } from '../../protocol/services/restore-han-device-log.ts';
import { updateHanDeviceLog } from '../../protocol/services/update-han-device-log.ts';
import type { Stations } from '../dispatch/stations.ts';
import type { ListedDevice } from '../inventory/device.ts';
import { hasRoom } from '../inventory/meters-at-point.ts';
import { hashOf } from '../registration/authorisations/customer-numbers.ts';
import { takenOn } from '../registration/take-on/take-on.ts';
import type { DeviceAnswer, ServiceRequest } from '../service-request.ts';
import { calendarDate } from './calendar-date.ts';
import type { Change } from './change.ts';
import type { AddressedAlert, Consequences } from './handler.ts';
import { isResponsible, isSupplierAt, partiesOf } from './relation.ts';
import { identityAlert, scheduleEndings } from './status-alerts.ts';
import { COMMISSIONED_FROM } from './status-rules.ts';
import { WHERE } from './where.ts';

type World = Pick<Stations, 'inventory' | 'register' | 'schedules' | 'fingerprintKey'>;
type About = {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly answer: Pick<DeviceAnswer, 'refusal' | 'result'> & {
    /** The value of `service.dccResponse`, where the head-end answers with more than the device said. */
    readonly dccResult?: unknown;
  };
  readonly nowUtcSeconds: number;
};

/** Changes nothing itself; nothing follows from a refusal. */
export function onAnswered(
  world: World,
  request: ServiceRequest,
  answer: About['answer'],
  nowMillis: number,
): Consequences {
  if (answer.refusal !== undefined) return {};
  const about = { world, request, answer, nowUtcSeconds: Math.floor(nowMillis / 1000) };
  return following.get(serviceNumber(request.service.reference))?.(about) ?? {};
}

const following: ReadonlyMap<number, (about: About) => Consequences> = new Map([
  [serviceNumber(commissionDeviceSynchroniseClock.reference), commissioned],
  [serviceNumber(updateHanDeviceLog.reference), hubLogUpdated],
  [serviceNumber(restoreHanDeviceLog.reference), hubLogRestored],
  [serviceNumber(readFirmwareVersion.reference), firmwareRead],
  [serviceNumber(requestCustomerIdentificationNumber.reference), numberShown],
]);

/** The supplier and the network operator are told which meter it is (N16). */
function commissioned({ world, request, nowUtcSeconds }: About): Consequences {
  const device = world.inventory.get(request.target);
  if (!device || !COMMISSIONED_FROM.includes(device.status)) return {};
  const { eui64 } = device.record;
  const commissionedDate = calendarDate(nowUtcSeconds);
  const onRegister = takenOn(world, device, nowUtcSeconds * 1000);
  const alert = identityAlert(device);
  const recipients = alert ? partiesOf(world, device, nowUtcSeconds) : [];
  return {
    changes: [
      { kind: 'deviceChanged', eui64, place: { status: 'Commissioned', commissionedDate } },
      ...(onRegister.changes ?? []),
    ],
    alerts: recipients.map((recipient) => ({ recipient, alert }) as AddressedAlert),
    events: onRegister.events ?? [],
  };
}

type LogUpdate = ValueOf<typeof updateHanDeviceLog.request>;

/** Metering points that a request names and no device needs to be at yet: to be found before `onAnswered`. */
export function pointsNamed({ service, body }: Pick<ServiceRequest, 'service' | 'body'>): string[] {
  if (service.reference !== updateHanDeviceLog.reference) return [];
  const { importMpxn, secondaryImportMpan, exportMpan } = (body as LogUpdate).whitelisting ?? {};
  return [importMpxn, secondaryImportMpan, exportMpan].filter((point) => point !== undefined);
}

function hubLogUpdated(about: About): Consequences {
  const { world, request } = about;
  const { deviceId, requestType, whitelisting } = request.body as LogUpdate;
  // It names a request of the user's own, so it is for that user alone.
  const alert = hubLogUpdateAlert(request.requestId, true);
  const alerts = [{ recipient: request.originator, alert }];
  const device = world.inventory.get(deviceId);
  if (!device) return { alerts };
  if (requestType === 'Remove') {
    const { changes = [], alerts: others = [] } = removed(about, device);
    return { alerts: [...alerts, ...others], changes };
  }
  const change = added(about, device, whitelisting);
  return { alerts, ...(change ? { changes: [change] } : {}) };
}

/** A device that is another supplier's is not taken from it by a hub's saying so. */
function added(
  { world, request, nowUtcSeconds }: About,
  device: ListedDevice,
  whitelisting: LogUpdate['whitelisting'],
): Change | undefined {
  const { target: hub, originator } = request;
  const { eui64 } = device.record;
  const isFree = device.status === 'Pending' && device.mpxn === undefined;
  if (!isFree && !isResponsible(world, device, originator, nowUtcSeconds)) return undefined;
  if (device.status !== 'Pending' && device.status !== 'Whitelisted')
    return { kind: 'deviceChanged', eui64, place: { hub } };
  const { importMpxn: mpxn, secondaryImportMpan, exportMpan } = whitelisting ?? {};
  const points = Object.entries({ mpxn, secondaryImportMpan, exportMpan }).filter(
    ([, point]) =>
      point &&
      isSupplierAt(world, point, originator, nowUtcSeconds) &&
      isFreeFor(world, point, device),
  );
  const place = { status: 'Whitelisted', hub, ...Object.fromEntries(points) } as const;
  return { kind: 'deviceChanged', eui64, place };
}

/** A log cannot put a second meter where one is in use: that is for an exchange (96.1). */
function isFreeFor({ inventory, register }: World, mpxn: string, device: ListedDevice): boolean {
  const point = register.get(mpxn);
  return point !== undefined && hasRoom(inventory, point, device);
}

/** What was not in use yet is as it was before it was fitted, without schedules. */
function removed({ world, request, nowUtcSeconds }: About, device: ListedDevice): Consequences {
  if (device.hub !== request.target) return {};
  const { status, record } = device;
  const about = { kind: 'deviceChanged', eui64: record.eui64 } as const;
  if (status !== 'Whitelisted' && status !== 'InstalledNotCommissioned')
    return { changes: [{ ...about, forgotten: ['hub'] }] };
  const back: Change = { ...about, place: { status: 'Pending' }, forgotten: WHERE };
  const { originator: by } = request;
  const ending = { by, atUtcSeconds: nowUtcSeconds, how: 'withdrawn' } as const;
  const { changes = [], alerts = [] } = scheduleEndings(world, record.eui64, ending);
  return { changes: [back, ...changes], alerts };
}

/** What was behind the old hub is behind the new one; only if the old one was this user's too. */
function hubLogRestored({ world, request, nowUtcSeconds }: About): Consequences {
  const { oldHubId } = request.body as ValueOf<typeof restoreHanDeviceLog.request>;
  const { inventory } = world;
  const old = inventory.get(oldHubId);
  if (!old || !isResponsible(world, old, request.originator, nowUtcSeconds)) return {};
  const place: { readonly hub: Eui64 } = { hub: request.target };
  const moved = inventory
    .behind(oldHubId)
    .map(({ record }) => ({ kind: 'deviceChanged', eui64: record.eui64, place }) as const);
  return { changes: moved };
}

/** The inventory has the version that the device last reported. */
function firmwareRead({ world, request, answer }: About): Consequences {
  const device = world.inventory.get(request.target);
  const { firmwareVersion } = (answer.result ?? {}) as { readonly firmwareVersion?: string };
  if (!device || !firmwareVersion || !/^[0-9A-F]{8}$/.test(firmwareVersion)) return {};
  if (device.record.firmwareVersion === firmwareVersion) return {};
  const { eui64 } = device.record;
  return { changes: [{ kind: 'deviceChanged', eui64, label: { firmwareVersion } }] };
}

/** The customer may read it out to the user, who proves its consent with it (94.1). */
function numberShown({ world, request, answer, nowUtcSeconds }: About): Consequences {
  const { customerIdentificationNumber: digits } = (answer.dccResult ?? {}) as Partial<
    ValueOf<typeof cinMessage>
  >;
  if (digits === undefined) return {};
  const { target: device, originator: party } = request;
  const hash = hashOf(world.fingerprintKey, { device, party, digits });
  const shown = { kind: 'customerNumberShown', device, party, hash } as const;
  return { changes: [{ ...shown, shownAtUtcSeconds: nowUtcSeconds }] };
}
