/**
 * Messages that their recipients could not use: how often each failed is kept with it, and after the last
 * time it is parked. A parked message is not sent by itself, but it is never lost: it can be confirmed
 * as any other, and whoever runs the head-end sees it and may have it sent again.
 */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { Store } from '../store/store.ts';
import type { FailedMessage } from './recipient-window.ts';
import type { Lane } from './waiting.ts';

export type ParkedMessage = {
  readonly messageId: string;
  readonly recipient: Eui64;
  readonly channel: string;
  readonly kind: string;
  readonly requestId?: string;
  readonly failures: number;
  /** The recipient's own words; absent: it only never confirmed. */
  readonly reason?: string;
  readonly parkedAtMillis: number;
};

/** More are shown when these have been dealt with. */
const LIST_MAX = 1_000;

/** The counts and what the audit says of them are written together, or neither is. */
export async function noteFailures(
  store: Store,
  { recipient, channel }: Lane,
  failed: readonly FailedMessage[],
  reason: string | undefined,
  nowMillis: number,
): Promise<void> {
  const why = reason === undefined ? {} : { reason };
  const attempts = failed.map(({ message: { messageId }, failures, isParked }) => ({
    messageId,
    failures,
    ...why,
    ...(isParked ? { parkedAtMillis: nowMillis } : {}),
  }));
  const audit = failed.map(({ message, failures, isParked }): AuditEntry => {
    const { messageId, requestId } = message;
    return {
      atMillis: nowMillis,
      step: stepOf(isParked, reason),
      party: recipient,
      ...(requestId === undefined ? {} : { requestId }),
      detail: { channel, messageId, failures, ...why },
    };
  });
  await store.commit({ kind: 'attempts', recipient, attempts, audit });
}

function stepOf(isParked: boolean, reason: string | undefined): AuditEntry['step'] {
  if (isParked) return 'parked';
  return reason === undefined ? 'deliveryFailed' : 'deliveryRefused';
}

/** The oldest first. */
export async function parkedMessages({ database }: Store): Promise<ParkedMessage[]> {
  const rows = await database
    .selectFrom('outbox')
    .select(['message_id', 'recipient', 'channel', 'kind', 'request_id'])
    .select(['failures', 'failure_reason', 'parked_at_millis'])
    .where('parked_at_millis', 'is not', null)
    .orderBy('parked_at_millis')
    .orderBy('sequence')
    .limit(LIST_MAX)
    .execute();
  return rows.map((row) => ({
    messageId: row.message_id,
    recipient: row.recipient,
    channel: row.channel,
    kind: row.kind,
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    failures: row.failures,
    ...(row.failure_reason === null ? {} : { reason: row.failure_reason }),
    parkedAtMillis: Number(row.parked_at_millis),
  }));
}

/** They wait as if they had never failed. Gives those that were parked. */
export async function unpark(
  store: Store,
  messageIds: readonly string[],
  nowMillis: number,
): Promise<{ readonly messageId: string; readonly recipient: Eui64 }[]> {
  const rows = await store.database
    .selectFrom('outbox')
    .select(['message_id', 'recipient', 'request_id'])
    .where(({ eb, fn, val }) => eb('message_id', '=', fn<string>('any', [val([...messageIds])])))
    .where('parked_at_millis', 'is not', null)
    .execute();
  const recipients = [...new Set(rows.map(({ recipient }) => recipient))];
  const unparked = recipients.map(async (recipient) => {
    const own = rows.filter((row) => row.recipient === recipient);
    const attempts = own.map((row) => ({ messageId: row.message_id, failures: 0 }));
    const audit = own.map(
      (row): AuditEntry => ({
        atMillis: nowMillis,
        step: 'unparked',
        party: recipient,
        ...(row.request_id === null ? {} : { requestId: row.request_id }),
        detail: { messageId: row.message_id },
      }),
    );
    const noted = await store.commit({ kind: 'attempts', recipient, attempts, audit });
    return (noted.messageIds ?? []).map((messageId) => ({ messageId, recipient }));
  });
  return (await Promise.all(unparked)).flat();
}
