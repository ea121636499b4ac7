/** Between a client's requests, replies and messages and the events of the bridge. */

import { parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { Refused } from '../../../protocol/refused.ts';
import { serviceBranch, serviceOfBranch } from '../../../protocol/services/messages.ts';
import type { ResponseCode } from '../../../protocol/services/response-codes.ts';
import type { CloudEvent } from '../bridge/cloud-events.ts';
import { type DataOf, decodeData, encodeData, eventType } from '../bridge/messages.ts';
import type { IncomingMessage, OutgoingRequest, Reply } from './transport.ts';

export function requestData(request: OutgoingRequest): Uint8Array {
  const { requestId, service, commandVariant, body, signedPreCommand } = request;
  return encodeData('serviceRequest', {
    requestId,
    commandVariant,
    ...(signedPreCommand ? { serviceReferenceVariant: service.reference } : {}),
    body: signedPreCommand ? { signedPreCommand } : serviceBranch(service, body),
  });
}

export type Meaning =
  | { readonly kind: 'reply'; readonly requestId: string; readonly reply: Reply }
  | { readonly kind: 'message'; readonly incoming: IncomingMessage };

const reply = (requestId: string, what: Reply): Meaning => ({
  kind: 'reply',
  requestId,
  reply: what,
});

/** Throws Refused (PROTOBUF_REFUSED) for what a head-end does not say. */
export function meaningOf(event: CloudEvent): Meaning {
  switch (event.type) {
    case eventType('acknowledgement'):
      return reply(decodeData('acknowledgement', event).requestId, { kind: 'acknowledged' });
    case eventType('refusal'):
      return refusal(decodeData('refusal', event));
    case eventType('preCommand'): {
      const { requestId, preCommand } = decodeData('preCommand', event);
      return reply(requestId, { kind: 'preCommand', preCommand: preCommand ?? new Uint8Array() });
    }
    case eventType('response'):
      return response(event.id, decodeData('response', event));
    case eventType('deviceAlert'): {
      const { name: _name, ...alert } = decodeData('deviceAlert', event);
      const message = { kind: 'deviceAlert', ...alert } as const;
      return { kind: 'message', incoming: { messageId: event.id, message } };
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
  const code = data.responseCode as ResponseCode;
  const branch = body && serviceOfBranch(body);
  const refused = {
    ...(name === undefined ? {} : { refusal: name }),
    ...(refusedField === undefined ? {} : { refusedField }),
  };
  if (!branch) {
    const message = { kind: 'noAnswer', requestId, code, ...refused } as const;
    return { kind: 'message', incoming: { messageId, message } };
  }
  const { service, value: result } = branch;
  if (!service.response) return reply(requestId, { kind: 'dccResponse', result });
  const { target, counter } = parseRequestId(requestId);
  const answer = {
    device: deviceOf(data) ?? target,
    counter,
    result,
    ...refused,
    ...(deviceTime === undefined ? {} : { deviceUtcSeconds: deviceTime }),
    ...(clockStatus === undefined ? {} : { clockStatus }),
  };
  const message = { kind: 'response', requestId, service, code, answer } as const;
  return { kind: 'message', incoming: { messageId, message } };
}

/** The response's own id names the device first. */
const deviceOf = ({ responseId }: DataOf<'response'>): string | undefined =>
  responseId === undefined ? undefined : parseRequestId(responseId).originator;

function refuse(reason: string): never {
  throw new Refused('type', reason, undefined, 'PROTOBUF_REFUSED');
}
