/** The tables of the register as Kysely sees them; periods are in seconds, knowledge in milliseconds, both UTC. */
import type { Generated, JSONColumnType } from 'kysely';

declare module '../store/tables.ts' {
  interface Database {
    metering_points: MeteringPointsTable;
    earlier_points: Known & { point_id: bigint; record: JSONColumnType<object> };
    registrations: RegistrationsTable;
    grants: GrantsTable;
    point_details: PointDetailsTable;
  }
}

/** A row that is closed does not hold any more. */
type Known = { known_from_millis: bigint; known_to_millis: bigint | null };

export interface MeteringPointsTable {
  mpxn: string;
  point_id: Generated<bigint>;
  /** Without registrations, grants and master data. */
  record: JSONColumnType<object>;
  uprn: bigint | null;
  address_key: string | null;
  known_from_millis: Generated<bigint>;
}

export interface RegistrationsTable extends Known {
  registration_id: Generated<bigint>;
  point_id: bigint;
  supplier: string;
  /** An int8range. */
  effective: string;
  switch_id: bigint | null;
}

export interface GrantsTable extends Known {
  row_id: Generated<bigint>;
  grant_id: bigint | null;
  point_id: bigint;
  party: string;
  role: string;
  scope: string[] | null;
  given_by: string | null;
  effective_from: bigint;
  effective_to: bigint | null;
}

export interface PointDetailsTable extends Known {
  row_id: Generated<bigint>;
  details_id: bigint | null;
  point_id: bigint;
  effective_from: bigint;
  value: JSONColumnType<object>;
  given_by: string | null;
}
