/** How often messages in the outbox failed, and which are parked: of a group, one statement. */
import type { Job } from './group.ts';
import type { Query, Row } from './session.ts';
import { NOTE_ATTEMPTS } from './statements.ts';
import type { Committed } from './write.ts';

type Jobs = readonly (readonly [number, Extract<Job, { kind: 'attempts' }>])[];

/** Of each job by its place, the messages that are still there and the recipient's. */
export async function noteAttempts(
  query: Query,
  jobs: Jobs,
): Promise<ReadonlyMap<number, Committed>> {
  const rows = jobs.flatMap(([, { recipient, attempts }]) =>
    attempts.map((one) => ({ ...one, recipient })),
  );
  if (rows.length === 0) return new Map();
  const noted = await query<Row & { message_id: string; recipient: string }>(NOTE_ATTEMPTS, [
    rows.map(({ messageId }) => messageId),
    rows.map(({ recipient }) => recipient),
    rows.map(({ failures }) => failures),
    rows.map(({ reason }) => reason),
    rows.map(({ parkedAtMillis }) => parkedAtMillis),
  ]);
  const owners = new Map(noted.map((row) => [row.message_id, row.recipient]));
  return new Map(
    jobs.map(([at, { recipient, attempts }]) => {
      const own = attempts.filter(({ messageId }) => owners.get(messageId) === recipient);
      return [at, { messageIds: own.map(({ messageId }) => messageId) }];
    }),
  );
}
