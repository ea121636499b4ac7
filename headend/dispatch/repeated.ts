/** A RequestID that was seen before is answered as it was the first time, if it is the same request. */
import { decodeCbor } from '../../protocol/definition/cbor.ts';
import { deliveryOf } from '../access/command-variant.ts';
import type { FaultCode } from '../faults.ts';
import type { ServiceRequest, Submission } from '../service-request.ts';
import type { RequestRecord } from '../store/request-record.ts';
import type { Committed } from '../store/write.ts';

/** Undefined: the request is new, and accepted. `anew`: its answer as it would be now. */
export function notAccepted(
  { duplicateOf, isCounterUsed, isReused }: Committed,
  request: ServiceRequest,
  anew?: Submission,
): Submission | undefined {
  if (isCounterUsed) return { kind: 'refused', fault: 'COUNTER_NOT_GREATER', detail: '' };
  if (isReused) return REUSED;
  return duplicateOf && repeated(duplicateOf, request, anew);
}

/** They may be asked again when there is room, or the time has come: no answer for good. */
export const FOR_NOW: readonly FaultCode[] = ['QUEUE_FULL', 'PRECEDING_NOT_DONE'];
/** Judged where the row is that they are about. */
export const OF_STORE: readonly FaultCode[] = ['COUNTER_NOT_GREATER', 'REQUEST_ID_REUSED'];

export const REUSED: Submission = { kind: 'refused', fault: 'REQUEST_ID_REUSED', detail: '' };

export function repeated(
  record: RequestRecord,
  request: ServiceRequest,
  anew?: Submission,
): Submission {
  const { requestId, service, commandVariant } = request;
  const { faultCode, faultDetail = '', command, result, notice } = record;
  // What was only read is not kept, and is no longer for who may not read it now.
  if (result?.length === 0 && anew) return anew;
  if (record.state === 'refused')
    return { kind: 'refused', fault: faultCode as FaultCode, detail: faultDetail };
  if (result?.length && service.dccResponse) {
    const value = decodeCbor(service.dccResponse.type, result);
    const message = { kind: 'dccResponse', requestId, service, result: value } as const;
    return { kind: 'answered', message, ...(notice === undefined ? {} : { notice }) };
  }
  if (command && deliveryOf(commandVariant) === 'local')
    return { kind: 'answered', message: { kind: 'localCommand', requestId, service, command } };
  return { kind: 'acknowledged', ...(notice === undefined ? {} : { notice }) };
}
