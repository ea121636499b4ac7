/** Messages of the register for those who are at the web services: one CloudEvent in JSON each. */
import type { MarketMessage } from '../../service-request.ts';
import { encodeJsonEvent } from '../bridge/cloud-events-json.ts';
import { marketData } from '../bridge/format.ts';
import { eventOf } from '../bridge/messages.ts';

export const EVENT_CONTENT_TYPE = 'application/cloudevents+json';
const SOURCE = 'meterwright';

/** The content type and the bytes. */
export function jsonEvent(message: MarketMessage, id: string) {
  const value = marketData(message, 'json');
  const event = eventOf(message.kind, { id, source: SOURCE, value }, 'json');
  return { contentType: EVENT_CONTENT_TYPE, content: encodeJsonEvent(event) };
}
