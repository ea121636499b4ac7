/** What a group's block of the audit says: what was asked for, and what became of it. Pure. */
import type { AuditEntry } from '../audit/entry.ts';
import type { Job } from './group.ts';
import type { Committed } from './write.ts';

export type ErasedMessage = { readonly message_id: string; readonly request_id: string | null };

/** In the order of the jobs. What had no effect is told by one entry, not by the caller's. */
export function entriesOf(
  jobs: readonly Job[],
  outcomes: readonly (Committed | bigint)[],
  erased: ReadonlyMap<number, readonly ErasedMessage[]>,
  nowMillis: number,
): AuditEntry[] {
  const entries: AuditEntry[] = [];
  jobs.forEach((job, at) => {
    const outcome = outcomes[at];
    if (typeof outcome === 'object' && outcome.duplicateOf) {
      entries.push(ofAccept(job, { atMillis: nowMillis, step: 'duplicate' }));
    } else if (typeof outcome === 'object' && (outcome.isCounterUsed || outcome.isReused)) {
      const detail = { code: outcome.isReused ? 'REQUEST_ID_REUSED' : 'COUNTER_NOT_GREATER' };
      entries.push(ofAccept(job, { atMillis: nowMillis, step: 'refused', detail }));
    } else if (typeof outcome === 'object' && outcome.ignored) {
      entries.push(ignored(job, nowMillis));
    } else {
      entries.push(...auditOf(job, outcome));
      for (const message of erased.get(at) ?? []) entries.push(confirmed(job, message, nowMillis));
    }
  });
  return entries;
}

function auditOf(job: Job, outcome: Committed | bigint | undefined): readonly AuditEntry[] {
  if (job.kind === 'reserve') return [];
  if (job.kind !== 'attempts') return job.audit ?? [];
  // Of a message that was confirmed meanwhile there is nothing to say.
  const { messageIds = [] } = typeof outcome === 'object' ? outcome : {};
  return job.audit.filter(({ detail }) => messageIds.includes(String(detail?.['messageId'])));
}

function ofAccept(job: Job, entry: AuditEntry): AuditEntry {
  if (job.kind !== 'accept') return entry;
  const { requestId, originator, target } = job.request;
  return { ...entry, requestId, party: originator, device: target };
}

function ignored(job: Job, atMillis: number): AuditEntry {
  const detail = { write: job.kind };
  if (job.kind === 'dispatch' || job.kind === 'answer')
    return { atMillis, step: 'ignored', requestId: job.requestId, detail };
  return job.kind === 'deliver' && job.alert
    ? { atMillis, step: 'ignored', device: job.alert.device, detail }
    : { atMillis, step: 'ignored', detail };
}

function confirmed(job: Job, message: ErasedMessage, atMillis: number): AuditEntry {
  return {
    atMillis,
    step: 'confirmed',
    ...(message.request_id === null ? {} : { requestId: message.request_id }),
    ...(job.kind === 'confirm' ? { party: job.recipient } : {}),
    detail: { messageId: message.message_id },
  };
}
