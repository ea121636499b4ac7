/** What the audit says of a request, wherever on its way it is. */
import type { AuditEntry, AuditStep } from '../audit/entry.ts';
import type { ServiceRequest } from '../service-request.ts';

export function entryOf(
  atMillis: number,
  step: AuditStep,
  { requestId, originator, target }: ServiceRequest,
  detail?: AuditEntry['detail'],
): AuditEntry {
  return {
    atMillis,
    step,
    requestId,
    party: originator,
    device: target,
    ...(detail ? { detail } : {}),
  };
}
