/** The keys that a device has had, on record beside those that it has. */
import { type Kysely, sql } from 'kysely';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RenewedKeys } from './device.ts';

export type KeptKey = {
  readonly name: keyof RenewedKeys | 'prepaymentPublic';
  /** In hexadecimal. */
  readonly key: string;
  /** When it was written, by the database's clock; 0: it was there before keys were noted. */
  readonly knownFromMillis: number;
  /** When another took its place; absent: it is the one in use. */
  readonly knownToMillis?: number;
};

type Row = {
  name: KeptKey['name'];
  key: string;
  known_from_millis: bigint | number | string;
  known_to_millis: bigint | number | string | null;
};

/** The oldest first; empty for a device that never had a key, also for one that is not known. */
export async function keyHistory(database: Kysely<never>, eui64: Eui64): Promise<KeptKey[]> {
  const { rows } = await sql<Row>`
    select name, key, known_from_millis, known_to_millis from device_keys
    where eui64 = ${eui64} order by row_id`.execute(database);
  return rows.map(({ name, key, known_from_millis: from, known_to_millis: to }) => ({
    name,
    key,
    knownFromMillis: Number(from),
    ...(to === null ? {} : { knownToMillis: Number(to) }),
  }));
}
