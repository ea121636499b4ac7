/** Service 90.1: a metering point as of a date, as it was known at a time, for those who have to do with it. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { meteringPointView } from '../../../protocol/registration/point-shapes.ts';
import type { readMeteringPoint as service } from '../../../protocol/registration/read-metering-point.ts';
import type { Party } from '../../access/parties.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import { isGone } from '../../inventory/inventory.ts';
import type { Handler } from '../../non-device/handler.ts';
import { detailsAt } from '../details/details.ts';
import { type MeteringPoint, type Registration, supplierAt } from '../registration.ts';
import { type Relation, relationsTo, visibleParts } from './rights.ts';

type Question = ValueOf<typeof service.request>;
type View = ValueOf<typeof meteringPointView>;

/** What the lists of the answer have room for. */
const POINTS_MAX = 50;
const REGISTRATIONS_MAX = 100;
const DEVICES_MAX = 50;
const REFERENCE = '90.1';

/**
 * Throws Fault (NOT_RESPONSIBLE) where there is no metering point that the user has to do with: the same
 * whether there is none at all, or only other people's.
 */
export const readMeteringPoint: Handler = async (stations, { body, originator }, nowMillis) => {
  const { of, effectiveAt, knownAt } = body as Question;
  const nowUtcSeconds = Math.floor(nowMillis / 1000);
  const atUtcSeconds = effectiveAt ?? nowUtcSeconds;
  const party = stations.parties.get(originator);
  if (!party) throw new Fault('PARTY_UNKNOWN');
  const now = { atUtcSeconds: nowUtcSeconds, nowUtcSeconds };
  const points: View[] = [];
  for (const point of (await pointsAsked(stations, of)).slice(0, POINTS_MAX)) {
    const relations = relationsTo(point, party, { atUtcSeconds, nowUtcSeconds }, REFERENCE);
    if (relations.length === 0) continue;
    const isOver = relationsTo(point, party, now, REFERENCE).length === 0;
    const when = { effectiveAtUtcSeconds: atUtcSeconds, knownAtMillis: millisOf(knownAt) };
    const then = knownAt === undefined ? point : await stations.register.asOf(point.mpxn, when);
    if (then) points.push(viewOf(stations, then, { party, relations, atUtcSeconds, isOver }));
  }
  if (points.length === 0) throw new Fault('NOT_RESPONSIBLE');
  return { isRead: true, result: { points } };
};

/** The whole of the second that is named. */
const millisOf = (utcSeconds = 0): number => utcSeconds * 1000 + 999;

async function pointsAsked({ register }: Stations, of: Question['of']): Promise<MeteringPoint[]> {
  if (of.mpxn !== undefined) return register.findAll([of.mpxn]);
  if (of.uprn !== undefined) return register.atUprn(of.uprn);
  return register.atAddress(of.propertyFilter.postCode, of.propertyFilter.addressIdentifier);
}

type Seen = {
  readonly party: Pick<Party, 'eui64'>;
  readonly relations: readonly Relation[];
  readonly atUtcSeconds: number;
  /** It has nothing to do with the point any more: what came after it is no business of its. */
  readonly isOver: boolean;
};

/** A metering point as one who is all this may see it. */
export function viewOf(
  { inventory }: Pick<Stations, 'inventory'>,
  point: MeteringPoint,
  seen: Seen,
): View {
  const { mpxn, fuel, status = 'operational', networkOperator } = point;
  // The inventory knows what is fitted now, and not what was then.
  const fitted = seen.isOver ? [] : inventory.fittedAt(mpxn).filter((device) => !isGone(device));
  return {
    mpxn,
    fuel,
    status,
    networkOperator,
    registrations: registrationsFor(point, seen).map((one) => ({
      supplier: one.supplier,
      from: one.effectiveFromUtcSeconds,
      ...(one.effectiveToUtcSeconds === undefined ? {} : { to: one.effectiveToUtcSeconds }),
    })),
    details: visibleParts(detailsAt(point.details, seen.atUtcSeconds), seen.relations),
    devices: fitted
      .slice(0, DEVICES_MAX)
      .map(({ record: { eui64, deviceType } }) => ({ device: eui64, deviceType })),
  };
}

/**
 * The network operator sees who supplies when; a supplier its own times, who supplies at the date, and who
 * comes after, unless it is over itself; an agent who supplies at the date; the customer's adviser is told by the
 * customer (own).
 */
function registrationsFor(point: MeteringPoint, seen: Seen): readonly Registration[] {
  const { party, relations, atUtcSeconds, isOver } = seen;
  const { registrations } = point;
  const current = supplierAt(point, atUtcSeconds);
  const isSupplier = relations.includes('supplier') || relations.includes('laterSupplier');
  if (relations.includes('networkOperator')) return registrations.slice(-REGISTRATIONS_MAX);
  const visible = registrations.filter((one) => {
    if (!isSupplier) return one === current && relations.includes('agent');
    const isOwn = one.supplier === party.eui64;
    const isLater = !isOver && one.effectiveFromUtcSeconds > atUtcSeconds;
    return isOwn || one === current || isLater;
  });
  return visible.slice(-REGISTRATIONS_MAX);
}
