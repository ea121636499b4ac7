/** From the request that was read from XML to the one every station after the market knows. */

import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { checkRules } from '../../../protocol/definition/validate.ts';
import { formatRequestId, parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { Fault } from '../../faults.ts';
import type { Endpoint, ServiceRequest } from '../../service-request.ts';
import { unverifiedBody } from '../signed-pre-command.ts';
import type { DuisRequest } from './request.ts';

/**
 * Throws Refused (VALUE_REFUSED, ENVELOPE_…) or Fault (MESSAGE_CONTRADICTS, MESSAGE_UNREADABLE).
 * Whether the command variant goes with endpoint and service is for the flow to say.
 */
export function serviceRequestFrom(read: DuisRequest, endpoint: Endpoint): ServiceRequest {
  const { header, service, body } = read;
  const parts = parseRequestId(header.requestId);
  const { firstInSequence, precedingServiceRequestId: preceding } = header;
  const request: ServiceRequest = {
    requestId: formatRequestId(parts),
    ...parts,
    service,
    commandVariant: header.commandVariant,
    ...(firstInSequence === undefined ? {} : { firstInSequence }),
    ...(preceding === undefined
      ? {}
      : { precedingRequestId: formatRequestId(parseRequestId(preceding)) }),
    body: body.kind === 'service' ? body.value : undefined,
    ...(body.kind === 'signedPreCommand' ? { signedPreCommand: body.value.gbcsPayload } : {}),
    channel: 'duis',
    endpoint,
  };
  if (body.kind === 'signedPreCommand') checkExecutionTime(read, body.value);
  else checkRules(service, body.value);
  return request;
}

/** A time beside the signed command may only repeat the one the supplier signed. */
function checkExecutionTime(
  { service }: DuisRequest,
  signed: { readonly executionDateTime?: number; readonly gbcsPayload: Uint8Array },
): void {
  const { content } = unverifiedBody(signed.gbcsPayload);
  const { executionDateTime } = signed;
  if (executionDateTime === undefined) return;
  const value = fromCborValue(service.request, content ?? new Map()) as {
    readonly executionDateTime?: number;
  };
  if (value.executionDateTime !== executionDateTime)
    throw new Fault('MESSAGE_CONTRADICTS', 'ExecutionDateTime is not the one that is signed');
}
