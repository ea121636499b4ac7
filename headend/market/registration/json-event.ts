/** Messages of the register for those who are at the web services: one CloudEvent in JSON each. */
import type { MarketMessage } from '../../service-request.ts';
import { encodeJsonEvent } from '../bridge/cloud-events-json.ts';
import type { EventData } from '../bridge/event-data.ts';
import { marketData } from '../bridge/format.ts';
import { eventOf } from '../bridge/messages.ts';

export const EVENT_CONTENT_TYPE = 'application/cloudevents+json';
const SOURCE = 'meterwright';

/** The content type and the bytes. */
export function jsonEvent(message: MarketMessage, id: string) {
  const data = { kind: message.kind, value: marketData(message, 'json') };
  return { contentType: EVENT_CONTENT_TYPE, content: eventBytes(data, id) };
}

/** An event of the head-end around data that is encoded already. */
export function eventBytes(
  { kind, value }: Pick<EventData, 'kind' | 'value'>,
  id: string,
): Uint8Array {
  return encodeJsonEvent(eventOf(kind, { id, source: SOURCE, value }, 'json'));
}
