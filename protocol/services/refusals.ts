/** What any device service may be answered with instead of a result: codes 1 to 31, shared. */
import type { Refusals } from '../definition/service.ts';

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
} as const satisfies Refusals;
