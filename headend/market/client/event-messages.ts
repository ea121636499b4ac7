/** Between a client's requests and replies of the register and the one event in JSON that carries each over HTTPS. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { CloudEvent } from '../bridge/cloud-event.ts';
import { decodeJson, encodeJsonEvent } from '../bridge/cloud-events-json.ts';
import { eventOf } from '../bridge/messages.ts';
import { sourceOf } from '../bridge/topics.ts';
import { meaningOf, requestData } from './bridge-messages.ts';
import type { IncomingMessage, OutgoingRequest, Reply } from './transport.ts';

export function registrationEvent(request: OutgoingRequest, party: Eui64): Uint8Array {
  const value = requestData(request, 'json');
  const parts = { id: request.requestId, source: sourceOf(party), value };
  return encodeJsonEvent(eventOf('serviceRequest', parts, 'json'));
}

/** Throws when it is none to this request, or no event: then the head-end could not answer now. */
export function replyFromEvent(request: OutgoingRequest, text: string): Reply {
  const meaning = meaningOf(eventIn(text));
  if (meaning.kind === 'message') return refuse('a message, and no reply');
  if (meaning.requestId !== request.requestId) return refuse('a reply to another request');
  return meaning.reply;
}

/** Throws Refused (JSON_REFUSED) for what is no event of the register. */
export function incomingEvent(text: string): IncomingMessage {
  const meaning = meaningOf(eventIn(text));
  return meaning.kind === 'message' ? meaning.incoming : refuse('a reply that nobody waits for');
}

function eventIn(text: string): CloudEvent {
  const [only, ...more] = decodeJson(new TextEncoder().encode(text));
  if (!only || more.length > 0) return refuse('one event is expected');
  if (only.kind === 'refused') throw only.refused;
  return only.event;
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'JSON_REFUSED');
}
