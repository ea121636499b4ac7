/** Which of the waiting writes are committed together. Pure. */
import type { NewOutboxMessage } from '../outbox/message.ts';
import type { Write } from './write.ts';

/** Besides the writes: a run of numbers of a counter. */
export type Reservation = {
  readonly kind: 'reserve';
  readonly name: string;
  readonly count: number;
};
export type Job = Write | Reservation;

export const GROUP_MAX = 500;

/** A group is applied kind by kind, in this order (apply.ts). */
const ORDER = {
  reserve: 0,
  accept: 1,
  dispatch: 2,
  answer: 3,
  deliver: 4,
  confirm: 5,
  attempts: 6,
  audit: 7,
} as const satisfies Record<Job['kind'], number>;

/**
 * How many jobs at the start of `waiting` make one group: as many as fit and as applied kind by kind
 * come out as they would one after the other.
 */
export function groupLength(waiting: readonly { readonly job: Job }[]): number {
  const latest = new Map<string, number>();
  let length = 0;
  for (const { job } of waiting) {
    if (length === GROUP_MAX) break;
    const order = ORDER[job.kind];
    const keys = keysOf(job);
    if (keys.some((key) => isOvertaken(latest.get(key), order))) break;
    for (const key of keys) latest.set(key, order);
    length++;
  }
  return length;
}

/** Of two commands for one request, or two counts for one message, the later one counts: not in one statement. */
const LAST_COUNTS: readonly number[] = [ORDER.dispatch, ORDER.attempts];

function isOvertaken(latest: number | undefined, order: number): boolean {
  return (
    latest !== undefined && (latest > order || (latest === order && LAST_COUNTS.includes(order)))
  );
}

const idsOf = (messages: readonly NewOutboxMessage[] = []) =>
  messages.map(({ messageId }) => messageId);

function keysOf(job: Job): readonly string[] {
  switch (job.kind) {
    case 'accept':
      return [job.request.requestId, ...idsOf(job.outbox)];
    case 'dispatch':
    case 'answer':
      return [job.requestId, ...idsOf(job.outbox)];
    case 'deliver':
      return idsOf(job.outbox);
    case 'confirm':
      return job.messageIds;
    case 'attempts':
      return job.attempts.map(({ messageId }) => messageId);
    case 'reserve':
    case 'audit':
      return [];
  }
}
