/** From a service-request event to the request every station after the market knows. */
import { under } from '../../../protocol/definition/fault.ts';
import { serviceField } from '../../../protocol/definition/service.ts';
import { checkRequest } from '../../../protocol/definition/validate.ts';
import { formatRequestId, parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { Refused } from '../../../protocol/refused.ts';
import { serviceByNumber } from '../../../protocol/services/index.ts';
import { serviceOfBranch } from '../../../protocol/services/messages.ts';
import type { ServiceRequest } from '../../service-request.ts';
import { unverifiedBody } from '../signed-pre-command.ts';
import type { BridgeFormat } from './cloud-event.ts';
import type { CloudEvent } from './cloud-events.ts';
import { type DataOf, decodeData, REFUSED_AS } from './messages.ts';

/** Throws Refused (PROTOBUF_REFUSED or JSON_REFUSED, VALUE_REFUSED, ENVELOPE_…) with the path in the data. */
export function serviceRequestFrom(event: CloudEvent): ServiceRequest {
  const message = decodeData('serviceRequest', event);
  const { format } = event.data;
  try {
    return requestFrom(message, format);
  } catch (error) {
    throw format === 'json' ? under('data', error) : error;
  }
}

function requestFrom(message: Message, format: BridgeFormat): ServiceRequest {
  const parts = parseRequestId(message.requestId);
  const common = {
    requestId: formatRequestId(parts),
    ...parts,
    commandVariant: message.commandVariant,
    channel: 'bridge',
    endpoint: 'bridge',
  } as const;
  return { ...common, ...placeOf(message), ...bodyOf(message, format) };
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

function bodyOf({ body, serviceReferenceVariant: variant }: Message, format: BridgeFormat): Body {
  const found = serviceOfBranch(body);
  const { service, ...rest } = found ?? inBranch('signedPreCommand', () => signed(body));
  if (variant !== undefined && variant !== service.reference) {
    const reason = `service ${service.reference}, the message says ${variant}`;
    throw new Refused('body', reason, undefined, REFUSED_AS[format]);
  }
  if ('signedPreCommand' in rest) return { service, body: undefined, ...rest };
  inBranch(serviceField(service), () => checkRequest(service, rest.value));
  return { service, body: rest.value };
}

function inBranch<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw under('body', under(name, error));
  }
}

/** The service is the one inside, which is what the device will execute. */
function signed(body: Message['body']): Pick<ServiceRequest, 'service'> & {
  readonly signedPreCommand: Uint8Array;
} {
  const signedPreCommand = body['signedPreCommand'] as Uint8Array;
  const { service: number } = unverifiedBody(signedPreCommand);
  const service = serviceByNumber.get(number);
  if (!service) throw new Refused('', `no service ${number}`, undefined, 'ENVELOPE_FORM');
  return { service, signedPreCommand };
}
