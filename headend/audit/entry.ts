/** What the audit says about one step of one message: who, what, when; never content, reading or token. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';

/** In the order of a request's way; the rest is what happens beside it. */
export const AUDIT_STEPS = [
  'received',
  'messageRefused',
  'refused',
  'allowed',
  'accepted',
  'duplicate',
  'scheduled',
  'translated',
  'dispatched',
  'sent',
  'deviceAnswered',
  'deviceRefused',
  'expired',
  'answered',
  'ignored',
  'delivered',
  'deliveryFailed',
  'deliveryRefused',
  'parked',
  'unparked',
  'confirmed',
  'alertReceived',
  'deviceMessageRefused',
  'deviceAnnounced',
  'partyChanged',
  'registrationChanged',
  'inventoryChanged',
  'coverageChanged',
  'taskChanged',
  'legacyFile',
  'started',
  'stopped',
  'auditTruncated',
] as const;

export type AuditStep = (typeof AUDIT_STEPS)[number];

export type AuditEntry = {
  /** Milliseconds since 1970 UTC. */
  readonly atMillis: number;
  readonly step: AuditStep;
  readonly requestId?: RequestId;
  readonly party?: Eui64;
  readonly device?: Eui64;
  /** Codes, sizes and reasons. */
  readonly detail?: Readonly<Record<string, string | number>>;
};
