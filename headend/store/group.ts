/** Which of the waiting writes are committed together. Pure. */
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
  audit: 6,
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

/** Of two commands for one request the later one counts: they cannot be written by one statement. */
function isOvertaken(latest: number | undefined, order: number): boolean {
  return latest !== undefined && (latest > order || (latest === order && order === ORDER.dispatch));
}

function keysOf(job: Job): readonly string[] {
  switch (job.kind) {
    case 'accept': {
      const { requestId, outbox } = job.request;
      return outbox ? [requestId, outbox.messageId] : [requestId];
    }
    case 'dispatch':
      return [job.requestId];
    case 'answer':
      return [job.requestId, job.outbox.messageId];
    case 'deliver':
      return job.outbox.map(({ messageId }) => messageId);
    case 'confirm':
      return job.messageIds;
    case 'reserve':
    case 'audit':
      return [];
  }
}
