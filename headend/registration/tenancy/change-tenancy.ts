/** 92.1: another customer at a site. What hangs on the tenancy (consents, old data) is judged by its date. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { changeTenancy as service } from '../../../protocol/registration/change-tenancy.ts';
import { restrictAccessForChangeOfTenancy } from '../../../protocol/services/restrict-access-for-change-of-tenancy.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import { hasKeys, isGone } from '../../inventory/inventory.ts';
import type { Handler } from '../../non-device/handler.ts';
import type { Task } from '../../tasks/task.ts';
import { detailsAt, type PointDetails } from '../details/details.ts';
import { suppliedPoints } from '../grants/points.ts';
import { addressKey, type MeteringPoint, supplierAt } from '../registration.ts';
import { toldOfTenancy } from './told.ts';

type Value = ValueOf<typeof service.request>;

const DAY_SECONDS = 86_400;
/** As far ahead as a change of supplier may be asked for; told of a day late at the most (own). */
export const AHEAD_SECONDS_MAX = 28 * DAY_SECONDS;
export const LATE_SECONDS_MAX = DAY_SECONDS;

export const changeTenancy: Handler = async (stations, { body, originator }, nowMillis) => {
  const value = body as Value;
  const { mpxns, from } = value;
  const now = Math.floor(nowMillis / 1000);
  if (from < now - LATE_SECONDS_MAX) throw new Fault('DATE_REFUSED', 'from: more than a day ago');
  if (from > now + AHEAD_SECONDS_MAX)
    throw new Fault('DATE_REFUSED', 'from: more than 28 days ahead');
  const points = await suppliedPoints(stations, mpxns, originator, from);
  for (const [index, point] of points.entries()) requireLater(point, from, index);
  await requireWholeSite(stations, points, originator, from);
  const first = Number(await stations.store.reserveCounter('details', points.length));
  const given = { effectiveFromUtcSeconds: from, givenBy: originator, knownFromMillis: nowMillis };
  const details = points.map(
    (point, index) =>
      ({
        kind: 'detailsGiven',
        mpxn: point.mpxn,
        details: { ...given, detailsId: first + index, value: detailsOf(point, value) },
      }) as const,
  );
  const tasks = await tasksOf(stations, points, from, now);
  return {
    result: { changes: details.map(({ mpxn, details: { detailsId } }) => ({ mpxn, detailsId })) },
    changes: [...details, ...tasks.map((task) => ({ kind: 'taskAdded', task }) as const)],
    events: toldOfTenancy(points, { by: originator, from, now }),
  };
};

/** Tenancies follow one another: the one that began last is not made to begin earlier. */
function requireLater({ details }: MeteringPoint, from: number, index: number): void {
  const { tenancy } = detailsAt(details, Number.MAX_SAFE_INTEGER);
  if (tenancy && tenancy.from >= from)
    throw new Fault('TENANCY_REFUSED', `mpxns[${index}]: a tenancy that begins later is known`);
}

/** One home has one customer: all that the user supplies there changes together, or nothing does. */
async function requireWholeSite(
  { register }: Pick<Stations, 'register'>,
  points: readonly MeteringPoint[],
  user: string,
  from: number,
): Promise<void> {
  const [home] = points;
  const key = home && siteOf(home);
  for (const [index, point] of points.entries())
    if (points.length > 1 && (key === undefined || siteOf(point) !== key))
      throw new Fault('TENANCY_REFUSED', `mpxns[${index}]: not known to be of the same site`);
  if (home?.uprn === undefined) return;
  const named = new Set(points.map(({ mpxn }) => mpxn));
  for (const other of await register.atUprn(home.uprn))
    if (supplierAt(other, from)?.supplier === user && !named.has(other.mpxn))
      throw new Fault('TENANCY_REFUSED', `mpxns: without ${other.mpxn}, of the same site`);
}

const siteOf = (point: MeteringPoint): string | undefined =>
  point.uprn === undefined ? addressKey(point) : String(point.uprn);

/** An election to use the DCC was made for the customer before. */
function detailsOf(
  { details }: MeteringPoint,
  { from, customerType, usesDcc }: Value,
): Partial<PointDetails> {
  const { customer: before } = detailsAt(details, from);
  const kind = customerType ?? before?.customerType;
  if (kind === undefined) return { tenancy: { from } };
  const { usesDcc: _, ...kept } = before ?? {};
  const elected = usesDcc === undefined ? {} : { usesDcc };
  return { tenancy: { from }, customer: { ...kept, customerType: kind, ...elected } };
}

/** Each meter is to show nothing older to whoever lives there then (3.2). */
async function tasksOf(
  { inventory, store }: Pick<Stations, 'inventory' | 'store'>,
  points: readonly MeteringPoint[],
  from: number,
  now: number,
): Promise<Task[]> {
  const { deviceTypes } = restrictAccessForChangeOfTenancy;
  const meters = points.flatMap(({ mpxn }) =>
    inventory
      .fittedAt(mpxn)
      .filter((device) => hasKeys(device) && !isGone(device))
      .filter((device) => device.mpxn === mpxn && deviceTypes.includes(device.record.deviceType))
      .map(({ record }) => ({ mpxn, device: record.eui64 })),
  );
  if (meters.length === 0) return [];
  const first = Number(await store.reserveCounter('task', meters.length));
  return meters.map((meter, index) => ({
    ...meter,
    taskId: first + index,
    kind: 'restrictAccess',
    notBeforeUtcSeconds: Math.max(from, now),
    about: { tenancyDateTime: from },
  }));
}
