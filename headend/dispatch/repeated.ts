/** A RequestID that was seen before is answered as it was the first time, if it is the same request. */
import { decodeCbor } from '../../protocol/definition/cbor.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { deliveryOf } from '../access/command-variant.ts';
import type { FaultCode } from '../faults.ts';
import type { ServiceRequest, Submission } from '../service-request.ts';
import type { RequestRecord } from '../store/request-record.ts';
import type { Committed } from '../store/write.ts';

/** Undefined: the request is new, and accepted. */
export function notAccepted(
  { duplicateOf, isCounterUsed }: Committed,
  request: ServiceRequest,
): Submission | undefined {
  if (isCounterUsed) return { kind: 'refused', fault: 'COUNTER_NOT_GREATER', detail: '' };
  return duplicateOf && repeated(duplicateOf, request);
}

export function repeated(record: RequestRecord, request: ServiceRequest): Submission {
  const { requestId, service, commandVariant } = request;
  const { faultCode, faultDetail = '', command, result, notice } = record;
  if (
    record.service !== serviceNumber(service.reference) ||
    record.commandVariant !== commandVariant
  )
    return { kind: 'refused', fault: 'REQUEST_ID_REUSED', detail: '' };
  if (record.state === 'refused')
    return { kind: 'refused', fault: faultCode as FaultCode, detail: faultDetail };
  if (result && service.dccResponse) {
    const value = decodeCbor(service.dccResponse.type, result);
    const message = { kind: 'dccResponse', requestId, service, result: value } as const;
    return { kind: 'answered', message, ...(notice === undefined ? {} : { notice }) };
  }
  if (command && deliveryOf(commandVariant) === 'local')
    return { kind: 'answered', message: { kind: 'localCommand', requestId, service, command } };
  return { kind: 'acknowledged', ...(notice === undefined ? {} : { notice }) };
}
