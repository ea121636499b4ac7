/** What any device service may be answered with instead of a result: codes 1 to 31, shared. */
import { text } from '../definition/scalars.ts';
import type { Refusals } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';

export const FIRST_OWN_REFUSAL = 32;

/** 0 on the wire is "done"; a service's own refusals begin at 32 (`Service.refusals`). */
export const sharedRefusals = {
  notSupported: { code: 1, doc: 'The meter does not have this service.' },
  argumentsRefused: { code: 2, doc: 'The arguments are not what the definition says.' },
  notInThisMode: { code: 3, doc: 'Not in the payment mode or state the meter is in.' },
  supplyStateForbids: { code: 4, doc: 'The state of the supply switch does not allow it.' },
  clockNotReliable: {
    code: 5,
    doc: 'The meter does not trust its clock, and the service needs it.',
  },
  executionFailed: { code: 6, doc: 'The meter tried and could not.' },
  futureDatedQueueFull: {
    code: 7,
    doc: 'The meter holds as many future-dated commands as it can.',
  },
  notThere: {
    code: 8,
    doc: 'The meter has no switch, element or log like the one that the request is about.',
  },
  certificateMalformed: { code: 9, doc: 'A certificate cannot be read.' },
  certificateKeyKind: {
    code: 10,
    doc: 'A certificate is of another kind of key: Ed25519 signs, X25519 agrees, P-256 is for UTRNs.',
  },
  certificateUsage: { code: 11, doc: 'A certificate is not for the use it is given for.' },
  certificateNotTrusted: { code: 12, doc: 'A certificate does not lead to the root of the meter.' },
  certificateOutOfDate: { code: 13, doc: 'A certificate is not valid at this time.' },
  certificateSubject: { code: 14, doc: 'A certificate is of another party than it should be.' },
  certificateMissing: { code: 15, doc: 'A key of the new party is not among the certificates.' },
  notAuthorised: { code: 16, doc: 'The party that signed may not do this.' },
} as const satisfies Refusals;

/** Short enough for the kept answer of a meter, and beside the name of the refusal for an error of MMC. */
export const REFUSED_FIELD_MAX = 180;
/** What `Service.request` calls the field that is at fault: `phases.poly[2].settings.measurementPeriod`. */
export const refusedField = text(1, REFUSED_FIELD_MAX, { pattern: /[A-Za-z][A-Za-z0-9.[\]]*/ });

/** As long as it may be; undefined for the empty path, which is that of the whole. */
export function refusedFieldAt(path: string): string | undefined {
  return path === '' ? undefined : path.slice(0, REFUSED_FIELD_MAX);
}

/** The content of an answer that is a refusal; no field where it is of none, or of the whole. */
export const refusalDetail = struct({
  field: optional(1, refusedField, 'The path of the field that is refused; a longer one is cut.'),
});
