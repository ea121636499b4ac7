/** Their changes as statements of the database. */
import type { Statement } from '../../store/session.ts';
import type { ConnectionChange } from './connection-change.ts';

export function connectionStatements({
  connectionId,
  record,
}: ConnectionChange): readonly (readonly [Statement, readonly unknown[]])[] {
  return [[PUT_CONNECTION, [connectionId, record.state, JSON.stringify(record)]]];
}

const PUT_CONNECTION: Statement = {
  name: 'put-connection',
  text: `insert into connections (connection_id, state, record) values ($1, $2, $3::jsonb)
    on conflict (connection_id) do update set state = excluded.state, record = excluded.record`,
};
