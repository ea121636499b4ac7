/** Who supplies which metering point from when to when, and whose network it is on. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import { Groups } from '../groups.ts';

export type Registration = {
  readonly supplier: Eui64;
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
  readonly party: Eui64;
  readonly role: 'RSA' | 'OU';
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
  readonly registrations: readonly Registration[];
  readonly grants?: readonly Grant[];
};

type Period = Pick<Registration, 'effectiveFromUtcSeconds' | 'effectiveToUtcSeconds'>;

function holdsAt({ effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to }: Period, at: number) {
  return from <= at && at < (to ?? Number.POSITIVE_INFINITY);
}

/** The registration in force at a second, if any. */
export function supplierAt(point: MeteringPoint, atUtcSeconds: number): Registration | undefined {
  return point.registrations.find((one) => holdsAt(one, atUtcSeconds));
}

/** Whether a party may act in this role by a grant at a second. */
export function isGranted(
  { grants = [] }: MeteringPoint,
  party: Eui64,
  role: Grant['role'],
  atUtcSeconds: number,
): boolean {
  return grants.some(
    (one) => one.party === party && one.role === role && holdsAt(one, atUtcSeconds),
  );
}

export interface MeteringPointStorage {
  saveMeteringPoint(point: MeteringPoint): Promise<void>;
  loadMeteringPoints(): AsyncIterable<unknown>;
}

/** All metering points by number, property and address; read on every request, so held in memory. */
export class Register {
  readonly #storage: MeteringPointStorage;
  readonly #points = new Map<string, MeteringPoint>();
  readonly #byUprn = new Groups<MeteringPoint>();
  readonly #byAddress = new Groups<MeteringPoint>();

  constructor(storage: MeteringPointStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for await (const json of this.#storage.loadMeteringPoints()) this.#take(json as MeteringPoint);
  }

  /** Adds or replaces; refuses overlapping registrations. Durable when it resolves. */
  async put(point: MeteringPoint): Promise<void> {
    refuseOverlaps(point);
    await this.#storage.saveMeteringPoint(point);
    this.#take(point);
  }

  get(mpxn: string): MeteringPoint | undefined {
    return this.#points.get(mpxn);
  }

  atUprn(uprn: number): MeteringPoint[] {
    return this.#byUprn.at(String(uprn));
  }

  /** Blanks and the case of letters do not matter. */
  atAddress(postCode: string, addressIdentifier: string): MeteringPoint[] {
    return this.#byAddress.at(addressKey({ postCode, addressIdentifier }) ?? '');
  }

  #take(point: MeteringPoint): void {
    const { mpxn } = point;
    const before = this.#points.get(mpxn);
    if (before?.uprn !== undefined) this.#byUprn.remove(String(before.uprn), mpxn);
    const addressBefore = before && addressKey(before);
    if (addressBefore !== undefined) this.#byAddress.remove(addressBefore, mpxn);
    this.#points.set(mpxn, point);
    if (point.uprn !== undefined) this.#byUprn.add(String(point.uprn), mpxn, point);
    const address = addressKey(point);
    if (address !== undefined) this.#byAddress.add(address, mpxn, point);
  }
}

function addressKey({
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
