/** The request that a run of a schedule is: its periods count from the day of the run. */
import type { Service } from '../../protocol/definition/service.ts';
import { serviceByReference } from '../../protocol/services/index.ts';
import type { Schedule as ScheduleValue } from '../../protocol/services/schedule-shapes.ts';

const DAY_SECONDS = 86_400;

type Period = Extract<ScheduleValue['read'], { importDailyReadLog: unknown }>['importDailyReadLog'];

/** `runUtcSeconds`: when it was due, also where it is made up for later. Throws when its service is no more. */
export function scheduledRead(
  value: ScheduleValue,
  runUtcSeconds: number,
): { readonly service: Service; readonly body: object } {
  const { serviceReferenceVariant, kaPublicSecurityCredential, read } = value;
  const service = serviceByReference.get(serviceReferenceVariant);
  if (!service) throw new Error(`${serviceReferenceVariant} is no more`);
  const [asked = {}] = Object.values<object>(read);
  if (!('startDateOffset' in asked)) return { service, body: {} };
  const readLogPeriod = periodOf(asked as Period, runUtcSeconds);
  const key =
    kaPublicSecurityCredential === undefined
      ? {}
      : { kaPublicSecurityCredentials: kaPublicSecurityCredential };
  return { service, body: { readLogPeriod, ...key } };
}

function periodOf(asked: Period, runUtcSeconds: number) {
  const midnight = Math.floor(runUtcSeconds / DAY_SECONDS) * DAY_SECONDS;
  return {
    startDateTime: midnight + asked.startDateOffset * DAY_SECONDS + asked.startTime,
    endDateTime: midnight + asked.endDateOffset * DAY_SECONDS + asked.endTime,
  };
}
