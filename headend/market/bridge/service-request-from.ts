/** From a service-request event to the request every station after the market knows. */
import { checkRequest } from '../../../protocol/definition/validate.ts';
import { formatRequestId, parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { Refused } from '../../../protocol/refused.ts';
import { serviceByNumber } from '../../../protocol/services/index.ts';
import { serviceOfBranch } from '../../../protocol/services/messages.ts';
import type { ServiceRequest } from '../../service-request.ts';
import { unverifiedBody } from '../signed-pre-command.ts';
import type { CloudEvent } from './cloud-events.ts';
import { type DataOf, decodeData } from './messages.ts';

/** Throws Refused (PROTOBUF_REFUSED, VALUE_REFUSED, ENVELOPE_…). */
export function serviceRequestFrom(event: CloudEvent): ServiceRequest {
  const message = decodeData('serviceRequest', event);
  const parts = parseRequestId(message.requestId);
  const common = {
    requestId: formatRequestId(parts),
    ...parts,
    commandVariant: message.commandVariant,
    channel: 'bridge',
    endpoint: 'bridge',
  } as const;
  return { ...common, ...placeOf(message), ...bodyOf(message) };
}

type Message = DataOf<'serviceRequest'>;
type Place = Pick<ServiceRequest, 'firstInSequence' | 'precedingRequestId'>;

/** In a sequence of requests. */
function placeOf({ firstInSequence, precedingRequestId: preceding }: Message): Place {
  return {
    ...(firstInSequence === undefined ? {} : { firstInSequence }),
    ...(preceding === undefined
      ? {}
      : { precedingRequestId: formatRequestId(parseRequestId(preceding)) }),
  };
}

type Body = Pick<ServiceRequest, 'service' | 'body' | 'signedPreCommand'>;

function bodyOf({ body, serviceReferenceVariant: variant }: Message): Body {
  const { service, ...rest } = serviceOfBranch(body) ?? signed(body['signedPreCommand']);
  if (variant !== undefined && variant !== service.reference)
    refuse(`service ${service.reference}, the message says ${variant}`);
  if ('signedPreCommand' in rest) return { service, body: undefined, ...rest };
  checkRequest(service, rest.value);
  return { service, body: rest.value };
}

/** The service is the one inside, which is what the device will execute. */
function signed(branch: unknown): Pick<ServiceRequest, 'service'> & {
  readonly signedPreCommand: Uint8Array;
} {
  const signedPreCommand = branch as Uint8Array;
  const { service: number } = unverifiedBody(signedPreCommand);
  const service = serviceByNumber.get(number) ?? refuse(`no service ${number}`);
  return { service, signedPreCommand };
}

function refuse(reason: string): never {
  throw new Refused('body', reason, undefined, 'PROTOBUF_REFUSED');
}
