/** What the audit may say of a refusal: where it was, and of the envelope why; never what was found there. */
import type { RefusalCode, Refused } from '../../protocol/refused.ts';
import type { DeviceAnswer } from '../service-request.ts';
import type { AuditEntry } from './entry.ts';

/** Their reasons quote what they refuse: a reading, a token. */
const QUOTING: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'VALUE_REFUSED',
  'XML_MALFORMED',
  'XML_FORBIDDEN',
  'XML_REFUSED',
  'CBOR_REFUSED',
  'PROTOBUF_REFUSED',
  'JSON_REFUSED',
  'IDENTIFIER_REFUSED',
  'TOKEN_REFUSED',
]);

export function auditReason({ code, path, line, reason }: Refused): string {
  if (!QUOTING.has(code)) return `${path} ${reason}`.trim();
  return `${path}${line === undefined ? '' : ` line ${line}`}`.trim();
}

/** Undefined where the device has done it. */
export function deviceRefusal({
  refusal,
  refusedField,
}: Pick<DeviceAnswer, 'refusal' | 'refusedField'>): AuditEntry['detail'] | undefined {
  if (refusal === undefined) return undefined;
  return { refusal, ...(refusedField === undefined ? {} : { field: refusedField }) };
}
