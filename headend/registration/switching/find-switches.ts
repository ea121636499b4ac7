/** Switches as they are in the database. */
import { type JSONColumnType, sql } from 'kysely';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Fault } from '../../faults.ts';
import type { Store } from '../../store/store.ts';
import { losersOf, type Switch } from './switch.ts';

declare module '../../store/tables.ts' {
  interface Database {
    switches: {
      switch_id: bigint;
      state: string;
      next_due_seconds: bigint | null;
      record: JSONColumnType<Switch>;
    };
    switch_points: { switch_id: bigint; point_id: bigint; is_open: boolean };
  }
}

type Source = Pick<Store, 'database'>;

export async function findSwitch(
  { database }: Source,
  switchId: number,
): Promise<Switch | undefined> {
  const row = await database
    .selectFrom('switches')
    .select('record')
    .where('switch_id', '=', BigInt(switchId))
    .executeTakeFirst();
  return row?.record;
}

/** Of these numbers, in their order. */
export async function findSwitches(
  { database }: Source,
  ids: readonly number[],
): Promise<Switch[]> {
  const { rows } = await sql<{ record: Switch }>`
    select record from switches where switch_id = any(${ids.map(String)}::int8[])
    order by switch_id`.execute(database);
  return rows.map(({ record }) => record);
}

/** Those of a metering point, the newest first. */
export async function switchesOf(
  { database }: Source,
  mpxn: string,
  limit: number,
): Promise<Switch[]> {
  const { rows } = await sql<{ record: Switch }>`
    select s.record from metering_points p
      join switch_points sp on sp.point_id = p.point_id
      join switches s on s.switch_id = sp.switch_id
    where p.mpxn = ${mpxn} order by s.switch_id desc limit ${limit}`.execute(database);
  return rows.map(({ record }) => record);
}

/** Of these metering points, those of which a switch is under way. */
export async function openPoints(
  { database }: Source,
  mpxns: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ mpxn: string }>`
    select p.mpxn from metering_points p
      join switch_points sp on sp.point_id = p.point_id and sp.is_open
    where p.mpxn = any(${[...mpxns]}::text[])`.execute(database);
  return new Set(rows.map(({ mpxn }) => mpxn));
}

/** The numbers of those whose time has come, the longest ago first; none of `but`. */
export async function dueSwitches(
  { database }: Source,
  nowUtcSeconds: number,
  limit: number,
  but: readonly number[],
): Promise<number[]> {
  const { rows } = await sql<{ switch_id: bigint }>`
    select switch_id from switches
    where next_due_seconds <= ${nowUtcSeconds}::int8
      and not (switch_id = any(${but.map(String)}::int8[]))
    order by next_due_seconds, switch_id limit ${limit}`.execute(database);
  return rows.map(({ switch_id }) => Number(switch_id));
}

/** The side of a switch a party is on; undefined: neither. */
export function sideOf(one: Switch, party: Eui64): 'gaining' | 'losing' | undefined {
  if (one.gainingSupplier === party) return 'gaining';
  return losersOf(one).includes(party) ? 'losing' : undefined;
}

/** Throws the same Fault for one that does not exist and for one that this party is not at this side of. */
export async function ownSwitch(
  source: Source,
  switchId: number,
  party: Eui64,
  sides: readonly ('gaining' | 'losing')[],
): Promise<Switch> {
  const one = await findSwitch(source, switchId);
  const side = one && sideOf(one, party);
  if (!one || !side) throw new Fault('SWITCH_UNKNOWN');
  if (!sides.includes(side)) throw new Fault('SWITCH_STATE', `not for the ${side} supplier`);
  return one;
}
