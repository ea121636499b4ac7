/** Connections as they are in the database. */
import type { JSONColumnType } from 'kysely';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Fault } from '../../faults.ts';
import type { Store } from '../../store/store.ts';
import type { Connection } from './connection.ts';

declare module '../../store/tables.ts' {
  interface Database {
    connections: { connection_id: bigint; state: string; record: JSONColumnType<Connection> };
  }
}

type Source = Pick<Store, 'database'>;

export async function findConnection(
  { database }: Source,
  connectionId: number,
): Promise<Connection | undefined> {
  const row = await database
    .selectFrom('connections')
    .select('record')
    .where('connection_id', '=', BigInt(connectionId))
    .executeTakeFirst();
  return row?.record;
}

/** Throws the same Fault for one that does not exist and for another operator's. */
export async function ownConnection(
  source: Source,
  connectionId: number,
  party: Eui64,
): Promise<Connection> {
  const one = await findConnection(source, connectionId);
  if (one?.networkOperator !== party) throw new Fault('CONNECTION_UNKNOWN');
  return one;
}
