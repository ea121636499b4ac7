/** A request that has been allowed, on its way to being durable. */
import type { AuditEntry } from '../audit/entry.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Accept, Committed } from '../store/write.ts';
import type { Waiting } from './sequences.ts';

export type Arrival = {
  readonly request: ServiceRequest;
  /** What the audit says of it so far. */
  readonly audit: readonly AuditEntry[];
  /** What must be done before it. */
  readonly waiting?: Waiting;
  /** Accepts it, in its turn among the requests of its user; the next one may come from then on. */
  commit(write: Pick<Accept, 'request' | 'audit' | 'outbox' | 'changes'>): Promise<Committed>;
};
