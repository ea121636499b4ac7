/**
 * Batches of CloudEvents 1.0 in either format. MQTT 3.1.1 says no media type, so a payload's first byte
 * tells: `[` a batch of JSON, `{` one event of JSON, anything else a batch of protobuf, whose first byte
 * is 0x0a.
 */
import {
  BATCH_BYTES_MAX,
  type BridgeFormat,
  type NewEvent,
  type ReadEvent,
} from './cloud-event.ts';
import { decodeJson, encodeJsonBatch } from './cloud-events-json.ts';
import {
  decodeProtobufBatch,
  encodeProtobufBatch,
  refuseProtobuf,
} from './cloud-events-protobuf.ts';

export {
  BATCH_BYTES_MAX,
  BATCH_EVENTS_MAX,
  type CloudEvent,
  type NewEvent,
  type ReadEvent,
} from './cloud-event.ts';

export const BATCH_CONTENT_TYPES: Readonly<Record<BridgeFormat, string>> = {
  protobuf: 'application/cloudevents-batch+protobuf',
  json: 'application/cloudevents-batch+json',
};

const JSON_STARTS = [0x5b, 0x7b];

export const formatOf = (payload: Uint8Array): BridgeFormat =>
  JSON_STARTS.includes(payload[0] ?? 0) ? 'json' : 'protobuf';

/** The events are all of one format. */
export function encodeBatch(events: readonly NewEvent[]): Uint8Array {
  return events[0]?.data.format === 'json' ? encodeJsonBatch(events) : encodeProtobufBatch(events);
}

/** Throws Refused (PROTOBUF_REFUSED, JSON_REFUSED) when it is no batch; an event that is none is said apart. */
export function decodeBatch(bytes: Uint8Array): ReadEvent[] {
  if (bytes.length > BATCH_BYTES_MAX) refuseProtobuf('', `more than ${BATCH_BYTES_MAX} bytes`);
  return formatOf(bytes) === 'json' ? decodeJson(bytes) : decodeProtobufBatch(bytes);
}
