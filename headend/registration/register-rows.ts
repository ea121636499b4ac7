/** The register in the database: what is known now, and what was known before. */
import './register-tables.ts';
import { type RawBuilder, sql } from 'kysely';
import { changeEntries } from '../non-device/change-audit.ts';
import type { Store } from '../store/store.ts';
import { inOrder } from './apply-change.ts';
import type { RegisterStorage, When } from './register.ts';
import type { RegisterChange } from './register-change.ts';
import type { DatedDetails, Grant, MeteringPoint, Registration } from './registration.ts';

type PointRow = {
  readonly record: Omit<MeteringPoint, 'registrations' | 'grants' | 'details'>;
  readonly registrations: readonly (readonly unknown[])[] | null;
  readonly grants: readonly (readonly unknown[])[] | null;
  readonly details: readonly (readonly unknown[])[] | null;
};

const PAGE = 2_000;
const NOW = sql`known_to_millis is null`;
const knownAt = (millis: number) =>
  sql`known_from_millis <= ${millis} and (known_to_millis is null or known_to_millis > ${millis})`;

export class RegisterRows implements RegisterStorage {
  readonly #store: Store;
  readonly #nowMillis: () => number;

  constructor(store: Store, nowMillis: () => number) {
    this.#store = store;
    this.#nowMillis = nowMillis;
  }

  async fittedNumbers(): Promise<readonly string[]> {
    const { rows } = await sql<{ mpxn: string }>`
      select distinct mpxn from devices, unnest(array[record ->> 'mpxn',
        record ->> 'secondaryImportMpan', record ->> 'exportMpan']) mpxn
      where mpxn is not null`.execute(this.#store.database);
    return rows.map(({ mpxn }) => mpxn);
  }

  findPoints(mpxns: readonly string[]): Promise<readonly MeteringPoint[]> {
    const points = sql`select point_id, record from metering_points
      where mpxn = any(${mpxns}::text[])`;
    return this.#points(points, NOW);
  }

  async numbersAtUprn(uprn: number): Promise<readonly string[]> {
    const rows = await this.#store.database
      .selectFrom('metering_points')
      .select('mpxn')
      .where('uprn', '=', BigInt(uprn))
      .orderBy('point_id')
      .execute();
    return rows.map(({ mpxn }) => mpxn);
  }

  async numbersAtAddress(key: string): Promise<readonly string[]> {
    const rows = await this.#store.database
      .selectFrom('metering_points')
      .select('mpxn')
      .where('address_key', '=', key)
      .orderBy('point_id')
      .execute();
    return rows.map(({ mpxn }) => mpxn);
  }

  async writeChanges(changes: readonly RegisterChange[]): Promise<void> {
    const audit = changeEntries(changes, {}, this.#nowMillis());
    await this.#store.commit({ kind: 'deliver', outbox: [], changes, audit });
  }

  /** The rows of that knowledge; whether they are in force at the date is theirs to say. */
  async pointAsOf(
    mpxn: string,
    { effectiveAtUtcSeconds, knownAtMillis }: When,
  ): Promise<MeteringPoint | undefined> {
    const known = knownAt(knownAtMillis);
    const points = sql`
      select point_id, record from metering_points
      where mpxn = ${mpxn} and known_from_millis <= ${knownAtMillis}
      union all
      select e.point_id, e.record from earlier_points e join metering_points p using (point_id)
      where p.mpxn = ${mpxn} and e.known_from_millis <= ${knownAtMillis}
        and e.known_to_millis > ${knownAtMillis}`;
    const [point] = await this.#points(points, known);
    return point && inForce(point, effectiveAtUtcSeconds);
  }

  async *allPoints(): AsyncIterable<readonly MeteringPoint[]> {
    for (let after = 0n; ; ) {
      const page = sql`select point_id, record from metering_points
        where point_id > ${after} order by point_id limit ${PAGE}`;
      const { rows } = await sql<{ last: bigint | null }>`
        select max(point_id) as last from (${page}) page`.execute(this.#store.database);
      const last = rows[0]?.last;
      if (last == null) return;
      yield await this.#points(page, NOW);
      after = last;
    }
  }

  /** Arrays of values, without their names: half the bytes. */
  async #points(points: RawBuilder<unknown>, known: RawBuilder<unknown>) {
    const { rows } = await sql<PointRow>`
      select p.record,
        (select json_agg(json_build_array(supplier, lower(effective), upper(effective), switch_id))
          from registrations r where r.point_id = p.point_id and ${known}) as registrations,
        (select json_agg(json_build_array(grant_id, party, role, scope, given_by, effective_from,
            effective_to))
          from grants g where g.point_id = p.point_id and ${known}) as grants,
        (select json_agg(json_build_array(details_id, effective_from, value, given_by,
            known_from_millis))
          from point_details d where d.point_id = p.point_id and ${known}) as details
      from (${points}) p`.execute(this.#store.database);
    return rows.map(pointOf);
  }
}

function pointOf({ record, registrations, grants, details }: PointRow): MeteringPoint {
  return inOrder({
    ...record,
    registrations: (registrations ?? []).map(registrationOf),
    grants: (grants ?? []).map(grantOf),
    details: (details ?? []).map(detailsOf),
  });
}

const registrationOf = ([supplier, from, to, switchId]: readonly unknown[]) =>
  present<Registration>({
    supplier,
    switchId,
    effectiveFromUtcSeconds: from,
    effectiveToUtcSeconds: to,
  });

const grantOf = ([grantId, party, role, scope, givenBy, from, to]: readonly unknown[]) =>
  present<Grant>({
    grantId,
    party,
    role,
    scope,
    givenBy,
    effectiveFromUtcSeconds: from,
    effectiveToUtcSeconds: to,
  });

const detailsOf = ([detailsId, from, value, givenBy, known]: readonly unknown[]) =>
  present<DatedDetails>({
    detailsId,
    effectiveFromUtcSeconds: from,
    value,
    givenBy,
    knownFromMillis: known,
  });

/** What the database says is null is absent here. */
function present<T>(row: { readonly [name in keyof T]-?: unknown }): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}

/** With what is in force at the date, and no more. */
export function inForce(point: MeteringPoint, atUtcSeconds: number): MeteringPoint {
  const isInForce = ({ effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to }: Period) =>
    from <= atUtcSeconds && atUtcSeconds < (to ?? Number.POSITIVE_INFINITY);
  return inOrder({
    ...point,
    registrations: point.registrations.filter(isInForce),
    grants: (point.grants ?? []).filter(isInForce),
    details: (point.details ?? []).filter(isInForce),
  });
}

type Period = Pick<Registration, 'effectiveFromUtcSeconds' | 'effectiveToUtcSeconds'>;
