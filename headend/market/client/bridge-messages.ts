/** Between a client's requests, replies and messages and the events of the bridge. */

import { futureDatedCode } from '../../../protocol/alerts/future-dated.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import { parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { marketServiceByReference } from '../../../protocol/market-services.ts';
import { Refused } from '../../../protocol/refused.ts';
import { serviceBranch, serviceOfBranch } from '../../../protocol/services/messages.ts';
import type { ResponseCode } from '../../../protocol/services/response-codes.ts';
import type { BridgeFormat, CloudEvent } from '../bridge/cloud-event.ts';
import { type DataOf, decodeData, encodeData, eventType } from '../bridge/messages.ts';
import type { IncomingMessage, OutgoingRequest, Reply } from './transport.ts';

export function requestData(request: OutgoingRequest, format?: BridgeFormat): Uint8Array {
  const { requestId, service, commandVariant, body, signedPreCommand, precedingRequestId } =
    request;
  const data = {
    requestId,
    commandVariant,
    ...(signedPreCommand ? { serviceReferenceVariant: service.reference } : {}),
    ...(precedingRequestId === undefined ? {} : { precedingRequestId }),
    body: signedPreCommand ? { signedPreCommand } : serviceBranch(service, body),
  };
  return encodeData('serviceRequest', data, format);
}

export type Meaning =
  | { readonly kind: 'reply'; readonly requestId: string; readonly reply: Reply }
  | { readonly kind: 'message'; readonly incoming: IncomingMessage }
  /** A message, and a reply too if that is what is waited for: its event does not say by which way it came. */
  | {
      readonly kind: 'either';
      readonly requestId: string;
      readonly reply: Reply;
      readonly incoming: IncomingMessage;
    };

const reply = (requestId: string, what: Reply): Meaning => ({
  kind: 'reply',
  requestId,
  reply: what,
});

const message = (messageId: string, said: IncomingMessage['message']): Meaning => ({
  kind: 'message',
  incoming: { messageId, message: said },
});

/** Throws Refused (PROTOBUF_REFUSED) for what a head-end does not say. */
export function meaningOf(event: CloudEvent): Meaning {
  switch (event.type) {
    case eventType('acknowledgement'): {
      const { requestId, ...said } = decodeData('acknowledgement', event);
      return reply(requestId, { kind: 'acknowledged', ...said });
    }
    case eventType('refusal'):
      return refusal(decodeData('refusal', event));
    case eventType('preCommand'): {
      const { requestId, preCommand } = decodeData('preCommand', event);
      return reply(requestId, { kind: 'preCommand', preCommand: preCommand ?? new Uint8Array() });
    }
    case eventType('response'):
      return response(event.id, decodeData('response', event));
    case eventType('localCommand'):
      return localCommand(event.id, decodeData('localCommand', event));
    case eventType('futureDatedAlert'): {
      const data = decodeData('futureDatedAlert', event);
      const { serviceReferenceVariant, outcome, ...same } = data;
      const service = serviceOf(serviceReferenceVariant);
      const alertCode = futureDatedCode(outcome);
      return message(event.id, { kind: 'futureDatedAlert', ...same, service, alertCode });
    }
    case eventType('dccAlert'):
      return message(event.id, { kind: 'dccAlert', ...decodeData('dccAlert', event) });
    case eventType('registrationEvent'):
      return message(event.id, {
        kind: 'registrationEvent',
        ...decodeData('registrationEvent', event),
      });
    case eventType('deviceAlert'): {
      const { name: _name, ...alert } = decodeData('deviceAlert', event);
      return message(event.id, { kind: 'deviceAlert', ...alert });
    }
    default:
      return refuse(`a head-end does not say ${event.type}`);
  }
}

/** The refusal of an event names the RequestID in the event's id: it was this client that gave it. */
function refusal({ requestId, eventId, responseCode, code, detail }: DataOf<'refusal'>): Meaning {
  const about = requestId ?? eventId?.split('/')[0] ?? refuse('a refusal of nothing');
  const text = `${code}: ${detail}`;
  return reply(about, { kind: 'refused', code: responseCode as ResponseCode, detail: text });
}

function response(messageId: string, data: DataOf<'response'>): Meaning {
  const { requestId, body, refusal: name, refusedField, deviceTime, clockStatus } = data;
  const scheduled = data.scheduleId === undefined ? {} : { scheduleId: data.scheduleId };
  const code = data.responseCode as ResponseCode;
  const branch = body && serviceOfBranch(body);
  const refused = {
    ...(name === undefined ? {} : { refusal: name }),
    ...(refusedField === undefined ? {} : { refusedField }),
  };
  if (!branch) {
    return message(messageId, { kind: 'noAnswer', requestId, code, ...refused });
  }
  const { service, value: result } = branch;
  if (!service.response) {
    const { notice } = data;
    const said = notice === undefined ? {} : { notice };
    return reply(requestId, { kind: 'dccResponse', result, ...said });
  }
  const { target, counter } = parseRequestId(requestId);
  const answer = {
    device: deviceOf(data) ?? target,
    counter,
    result,
    ...refused,
    ...(deviceTime === undefined ? {} : { deviceUtcSeconds: deviceTime }),
    ...(clockStatus === undefined ? {} : { clockStatus }),
  };
  return message(messageId, { kind: 'response', requestId, service, code, answer, ...scheduled });
}

function localCommand(messageId: string, data: DataOf<'localCommand'>): Meaning {
  const { requestId, serviceReferenceVariant, command } = data;
  const service = serviceOf(serviceReferenceVariant);
  return {
    kind: 'either',
    requestId,
    reply: { kind: 'localCommand', command },
    incoming: { messageId, message: { kind: 'localCommand', requestId, service, command } },
  };
}

const serviceOf = (reference: string): Service =>
  marketServiceByReference.get(reference) ?? refuse(`no service ${reference}`);

/** The response's own id names the device first. */
const deviceOf = ({ responseId }: DataOf<'response'>): string | undefined =>
  responseId === undefined ? undefined : parseRequestId(responseId).originator;

function refuse(reason: string): never {
  throw new Refused('type', reason, undefined, 'PROTOBUF_REFUSED');
}
