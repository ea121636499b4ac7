/** From a service-request event to the request every station after the market knows. */
import { checkRequest } from '../../../protocol/definition/validate.ts';
import { serviceField } from '../../../protocol/definition/service.ts';
import { formatRequestId, parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { Refused } from '../../../protocol/refused.ts';
import { serviceByNumber, services } from '../../../protocol/services/index.ts';
import type { ServiceRequest } from '../../service-request.ts';
import { unverifiedBody } from '../signed-pre-command.ts';
import type { CloudEvent } from './cloud-events.ts';
import { type DataOf, decodeData } from './messages.ts';

const byField = new Map(services.map((service) => [serviceField(service), service]));

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
  return { ...common, ...bodyOf(message.body) };
}

type Body = Pick<ServiceRequest, 'service' | 'body' | 'signedPreCommand'>;

function bodyOf(branches: DataOf<'serviceRequest'>['body']): Body {
  const [name, value] = Object.entries(branches)[0] as [string, unknown];
  if (name === 'signedPreCommand') {
    const signedPreCommand = value as Uint8Array;
    const { service: number } = unverifiedBody(signedPreCommand);
    const service = serviceByNumber.get(number) ?? refuse(`no service ${number}`);
    return { service, body: undefined, signedPreCommand };
  }
  const service = byField.get(name) ?? refuse(`no service ${name}`);
  const [problem] = checkRequest(service, value);
  if (problem) throw new Refused(problem.path, problem.reason);
  return { service, body: value };
}

function refuse(reason: string): never {
  throw new Refused('body', reason, undefined, 'PROTOBUF_REFUSED');
}
