/** SRV 5.1, 5.2, 5.3: schedules are stored, read and deleted here, and run by scheduling/schedule-runner.ts. */
import { decodeCbor, encodeCbor } from '../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import { serviceByReference, serviceNumber } from '../../protocol/services/index.ts';
import { SCHEDULES_MAX } from '../../protocol/services/read-schedule.ts';
import {
  type Schedule as ScheduleValue,
  schedule as scheduleShape,
  type schedulesChosen,
} from '../../protocol/services/schedule-shapes.ts';
import { allow, type Stations } from '../dispatch/stations.ts';
import { Fault, type FaultCode } from '../faults.ts';
import type { Schedule } from '../scheduling/schedules.ts';
import type { ServiceRequest } from '../service-request.ts';
import { calendarDate } from './calendar-date.ts';
import type { Handler } from './handler.ts';

const SCHEDULE_ID_MAX = 1_000_000_000_000;

/** The same access as if the read were asked for now; allowed anew each time it is run. */
export const createSchedule: Handler = (stations, request, nowMillis) => {
  const value = request.body as ScheduleValue;
  const { serviceReferenceVariant, deviceId, scheduleEndDate: last } = value;
  const service = serviceByReference.get(serviceReferenceVariant);
  if (!service) throw new Fault('SERVICE_NOT_FOR_DEVICE', serviceReferenceVariant);
  const { body: _, ...rest } = request;
  const read = { ...rest, service, target: deviceId, commandVariant: 1, endpoint: 'send' } as const;
  allow(stations, { ...read, body: undefined }, nowMillis);
  if (last !== undefined && last < calendarDate(nowMillis / 1000)) throw new Fault('SCHEDULE_OVER');
  const { schedules } = stations;
  const own = schedules.of(deviceId).filter(({ owner }) => owner === request.originator);
  if (own.length >= SCHEDULES_MAX) throw new Fault('SCHEDULES_FULL', `${SCHEDULES_MAX} a device`);
  const scheduleId = schedules.nextId;
  if (scheduleId > SCHEDULE_ID_MAX) throw new Fault('SCHEDULES_FULL', 'no numbers are left');
  const schedule: Schedule = {
    scheduleId,
    owner: request.originator,
    device: deviceId,
    service: serviceNumber(service.reference),
    body: encodeCbor(scheduleShape, value),
    createdAtMillis: nowMillis,
  };
  return {
    result: { scheduleId },
    changes: [{ kind: 'scheduleAdded', schedule }],
  };
};

export const readSchedule: Handler = (stations, request) => ({
  isRead: true,
  result: {
    schedules: chosen(stations, request, 'SCHEDULE_TO_READ_UNKNOWN').map(
      ({ scheduleId, body }) => ({ scheduleId, schedule: decodeCbor(scheduleShape, body) }),
    ),
  },
});

export const deleteSchedule: Handler = (stations, request) => {
  const schedules = chosen(stations, request, 'SCHEDULE_TO_DELETE_UNKNOWN');
  const scheduleIds = schedules.map(({ scheduleId }) => scheduleId);
  return { changes: [{ kind: 'schedulesRemoved', scheduleIds }] };
};

/** Of the user's own; those of others are to it as if they did not exist. Throws Fault when there is none. */
function chosen(
  { schedules }: Stations,
  { body, originator }: ServiceRequest,
  fault: FaultCode,
): readonly Schedule[] {
  const { scheduleId, deviceId } = body as ValueOf<typeof schedulesChosen>;
  const found = deviceId === undefined ? [schedules.get(scheduleId)] : schedules.of(deviceId);
  const own = found.filter((one) => one?.owner === originator) as Schedule[];
  if (own.length === 0) throw new Fault(fault);
  return own;
}
