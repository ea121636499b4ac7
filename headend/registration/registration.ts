/** Who supplies which metering point from when to when, and whose network it is on. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import { type PointDetails, partAt } from './details/details.ts';

export type Registration = {
  readonly supplier: Eui64;
  /** The change of supplier by which it began; absent: told by the operator, or migrated. */
  readonly switchId?: number;
  /** The first second of supply, UTC. */
  readonly effectiveFromUtcSeconds: number;
  /** The first second that is no longer supply; absent while it goes on. */
  readonly effectiveToUtcSeconds?: number;
};

/**
 * What a party that neither supplies nor distributes may act by: a supplier's agent by its appointment, an
 * other user by the consent of whoever lives there.
 */
export type Grant = {
  /** Absent: the operator's. */
  readonly grantId?: number;
  readonly party: Eui64;
  readonly role: 'RSA' | 'OU';
  /** Service references it is for; absent: all that the role may ask. */
  readonly scope?: readonly string[];
  /** The supplier whose agent it is: the grant holds no longer than that one supplies. Absent: nobody's. */
  readonly givenBy?: Eui64;
  readonly effectiveFromUtcSeconds: number;
  /** The first second at which it is over; absent while it holds. */
  readonly effectiveToUtcSeconds?: number;
};

export type MeteringPoint = {
  /** MPAN (13 digits) or MPRN (up to 10). */
  readonly mpxn: string;
  readonly fuel: 'electricity' | 'gas';
  /** The electricity distributor or gas transporter of the area. */
  readonly networkOperator: Eui64;
  readonly uprn?: number;
  readonly postCode?: string;
  readonly addressIdentifier?: string;
  /** Absent: operational. */
  readonly status?: PointStatus;
  readonly registrations: readonly Registration[];
  readonly grants?: readonly Grant[];
  /** Its master data, as it is known now, in order of their dates. */
  readonly details?: readonly DatedDetails[];
  /** SHA-256 in hex of the row of the operator's file that was taken last (operator/master-file.ts). */
  readonly filed?: string;
};

/** Where a metering point is in its life (gb.md §5.5: RMP status). */
export type PointStatus = 'created' | 'operational' | 'dormant' | 'terminated';

/**
 * Parts of the master data from a date on, each until the next row that has that part. Rows are added and
 * never changed: what was known when is in them.
 */
export type DatedDetails = {
  readonly detailsId?: number;
  readonly effectiveFromUtcSeconds: number;
  readonly value: Partial<PointDetails>;
  /** Who said so; absent: the operator, or a migration. */
  readonly givenBy?: Eui64;
  readonly knownFromMillis: number;
};

type Period = Pick<Registration, 'effectiveFromUtcSeconds' | 'effectiveToUtcSeconds'>;

function holdsAt({ effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to }: Period, at: number) {
  return from <= at && at < (to ?? Number.POSITIVE_INFINITY);
}

/** The registration in force at a second, if any. */
export function supplierAt(point: MeteringPoint, atUtcSeconds: number): Registration | undefined {
  return point.registrations.find((one) => holdsAt(one, atUtcSeconds));
}

/** Whether a party may act in this role by a grant at a second; absent service: whether it has any. */
export const isGranted = (...about: Parameters<typeof grantAt>): boolean =>
  grantAt(...about) !== undefined;

/** The grant in force at a second by which a party may act in this role, and ask for this service. */
export function grantAt(
  point: MeteringPoint,
  party: Eui64,
  role: Grant['role'],
  atUtcSeconds: number,
  reference?: string,
): Grant | undefined {
  return point.grants?.find(
    (one) =>
      one.party === party &&
      one.role === role &&
      holdsAt(one, atUtcSeconds) &&
      (reference === undefined || !one.scope || one.scope.includes(reference)) &&
      isStillMeant(one, point, atUtcSeconds),
  );
}

/** An appointment ends with the supply of whoever made it, a consent with the tenancy of whoever gave it. */
function isStillMeant(grant: Grant, point: MeteringPoint, atUtcSeconds: number): boolean {
  const { givenBy, role, effectiveFromUtcSeconds: from } = grant;
  if (givenBy !== undefined && supplierAt(point, atUtcSeconds)?.supplier !== givenBy) return false;
  if (role !== 'OU') return true;
  const tenancy = partAt(point.details, 'tenancy', atUtcSeconds);
  return !tenancy || tenancy.from <= from;
}

/**
 * May this user be told what is at the metering point? Its supplier now or later (the published name of
 * 8.2 says "current and future supplier"), its network operator, and who has been granted it.
 */
export function mayKnow(point: MeteringPoint, party: Eui64, atUtcSeconds: number): boolean {
  const { registrations, networkOperator } = point;
  if (networkOperator === party) return true;
  const isSupplier = registrations.some(
    ({ supplier, effectiveToUtcSeconds: end }) =>
      supplier === party && (end === undefined || end > atUtcSeconds),
  );
  return (
    isSupplier ||
    isGranted(point, party, 'RSA', atUtcSeconds) ||
    isGranted(point, party, 'OU', atUtcSeconds)
  );
}

/** The same for all ways to write one address: blanks and the case of letters do not matter. */
export function addressKey({
  postCode,
  addressIdentifier,
}: Pick<MeteringPoint, 'postCode' | 'addressIdentifier'>): string | undefined {
  if (postCode === undefined || addressIdentifier === undefined) return undefined;
  const house = addressIdentifier.trim().replaceAll(/ +/g, ' ').toUpperCase();
  return `${plainPostCode(postCode)}|${house}`;
}

/** "sw1a 2aa" and "SW1A2AA" are one. */
export const plainPostCode = (postCode: string): string =>
  postCode.replaceAll(' ', '').toUpperCase();

/** One supplier at a time: two would each be told the other's customer's readings. Throws Refused. */
export function refuseOverlaps({ registrations, mpxn }: MeteringPoint): void {
  const ordered = [...registrations].sort(
    (a, b) => a.effectiveFromUtcSeconds - b.effectiveFromUtcSeconds,
  );
  for (const [index, one] of ordered.entries()) {
    const next = ordered[index + 1];
    const end = one.effectiveToUtcSeconds ?? Number.POSITIVE_INFINITY;
    if (end <= one.effectiveFromUtcSeconds || (next && end > next.effectiveFromUtcSeconds))
      throw new Refused(mpxn, 'registrations overlap or end before they begin');
  }
}
