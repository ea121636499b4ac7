/** What waits in the database for a recipient, decrypted. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Outlet } from '../service-request.ts';
import type { Store } from '../store/store.ts';
import type { NewOutboxMessage, OutboxMessage } from './message.ts';

export type Lane = { readonly recipient: Eui64; readonly channel: Outlet };

/** Everyone for whom something waits. */
export async function waitingLanes({ database }: Store): Promise<Lane[]> {
  const rows = await database
    .selectFrom('outbox')
    .select(['recipient', 'channel'])
    .distinct()
    .execute();
  // Columns only the store writes, from values of these types.
  return rows.map(({ recipient, channel }) => ({ recipient, channel: channel as Outlet }));
}

/** The oldest `count` but for those in `except` and those that are parked. Throws StoreError KEY_MISSING. */
export async function loadWaiting(
  { database, keys }: Store,
  { recipient, channel }: Lane,
  except: readonly string[],
  count: number,
): Promise<OutboxMessage[]> {
  const rows = await database
    .selectFrom('outbox')
    .selectAll()
    .where('recipient', '=', recipient)
    .where('channel', '=', channel)
    .where('parked_at_millis', 'is', null)
    .where(({ eb, fn, val }) => eb('message_id', '!=', fn<string>('all', [val([...except])])))
    .orderBy('sequence')
    .limit(count)
    .execute();
  return rows.map((row) => {
    const message = {
      messageId: row.message_id,
      recipient,
      channel,
      kind: row.kind as NewOutboxMessage['kind'],
      ...(row.request_id === null ? {} : { requestId: row.request_id }),
      contentType: row.content_type,
      createdAtMillis: Number(row.created_at_millis),
    };
    const { epoch, nonce, sealed } = row;
    const failures = row.failures > 0 ? { failures: row.failures } : {};
    return { ...message, ...failures, content: keys.unseal({ message, epoch, nonce, sealed }) };
  });
}

export async function countWaiting({ database }: Store, recipient?: Eui64): Promise<number> {
  const { messages } = await database
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<bigint>().as('messages'))
    .$if(recipient !== undefined, (query) => query.where('recipient', '=', recipient ?? ''))
    .executeTakeFirstOrThrow();
  return Number(messages);
}
