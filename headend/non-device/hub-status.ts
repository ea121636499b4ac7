/** SRV 8.14.1 to 8.14.4: what an installer says of a communications hub. */
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { chfInstallSuccessSmWan } from '../../protocol/services/chf-install-success-sm-wan.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { Fault } from '../faults.ts';
import type { ListedDevice } from '../inventory/device.ts';
import type { ServiceRequest } from '../service-request.ts';
import { calendarDate } from './calendar-date.ts';
import type { Change } from './change.ts';
import type { Handler } from './handler.ts';
import { isSomewhere, isSupplierAt, relatedDeviceOf, requireResponsible } from './relation.ts';
import { endingAlerts, scheduleEndings } from './status-alerts.ts';
import { HUB_STATUS, requireStatus } from './status-rules.ts';

type Installation = ValueOf<typeof chfInstallSuccessSmWan.request>;

/** By which an installer's clock may be ahead of ours. */
const AHEAD_SECONDS_MAX = 3_600;

const NOT_ASKED = 'Recorded as it was reported; the hub itself has not been asked.';
const NO_NETWORK =
  'Recorded as it was reported. Nobody is sent to look for a network: that is no part of this head-end.';
const NOT_COLLECTED =
  'The hub is withdrawn from the inventory. Its way back is no part of this head-end.';

/** 8.14.1: it reaches the network, so it is in service. 8.14.2: it is there, and cannot be reached. */
export const hubInstalled =
  (status: 'Commissioned' | 'InstalledNotCommissioned'): Handler =>
  async (stations, request, nowMillis) => {
    const { originator } = request;
    const { deviceId: eui64, mpxn, installDateTime } = request.body as Installation;
    const atUtcSeconds = Math.floor(nowMillis / 1000);
    const hub = hubOf(stations, eui64, originator, atUtcSeconds);
    await stations.register.find(mpxn);
    if (!isSupplierAt(stations, mpxn, originator, atUtcSeconds)) throw new Fault('NOT_RESPONSIBLE');
    // From where it is known to be, nobody takes it but who is responsible there.
    if (isSomewhere(stations, hub)) requireResponsible(stations, hub, originator, atUtcSeconds);
    requireStatus(hub, HUB_STATUS[status]);
    if ((installDateTime ?? 0) > atUtcSeconds + AHEAD_SECONDS_MAX)
      throw new Fault('INVENTORY_CONTRADICTS', 'it was installed at a time that is still to come');
    const commissionedDate = calendarDate(installDateTime ?? atUtcSeconds);
    const place = status === 'Commissioned' ? { status, mpxn, commissionedDate } : { status, mpxn };
    return {
      changes: [{ kind: 'deviceChanged', eui64, place }, reported(request, eui64, nowMillis)],
      notice: status === 'Commissioned' ? NOT_ASKED : NO_NETWORK,
    };
  };

/** 8.14.3 and 8.14.4: it goes back, or is lost. */
export const hubReturned: Handler = (stations, request, nowMillis) => {
  const { body, originator } = request;
  const { deviceId: eui64, otherDeviceId: other } = body as Returned;
  const atUtcSeconds = Math.floor(nowMillis / 1000);
  const hub = hubOf(stations, eui64, originator, atUtcSeconds);
  if (other !== undefined) relatedDeviceOf(stations, other, originator, atUtcSeconds);
  requireResponsible(stations, hub, originator, atUtcSeconds);
  requireStatus(hub, HUB_STATUS.Withdrawn);
  const ending = { by: originator, atUtcSeconds, how: 'withdrawn' } as const;
  const { changes = [], alerts = [] } = scheduleEndings(stations, eui64, ending);
  return {
    changes: [
      { kind: 'deviceChanged', eui64, place: { status: 'Withdrawn' } },
      reported(request, eui64, nowMillis),
      ...changes,
    ],
    alerts: [...endingAlerts(stations, hub, ending), ...alerts],
    notice: NOT_COLLECTED,
  };
};

type Returned = { readonly deviceId: Eui64; readonly otherDeviceId?: Eui64 };

function hubOf(...about: Parameters<typeof relatedDeviceOf>): ListedDevice {
  const hub = relatedDeviceOf(...about);
  if (hub.record.deviceType !== 'CHF')
    throw new Fault('SERVICE_NOT_FOR_DEVICE', `a ${hub.record.deviceType} is no hub`);
  return hub;
}

function reported({ requestId, service, body }: ServiceRequest, hub: Eui64, now: number): Change {
  return {
    kind: 'hubReported',
    requestId,
    hub,
    service: serviceNumber(service.reference),
    body: encodeCbor(service.request, body as never),
    reportedAtMillis: now,
  };
}
