/** CloudEvents in batches of protobuf: media type `application/cloudevents-batch+protobuf`. */
import { under } from '../../../protocol/definition/fault.ts';
import { Refused } from '../../../protocol/refused.ts';
import {
  BATCH_EVENTS_MAX,
  type CloudEvent,
  EXPECTED_SHORT_TEXT,
  isShortText,
  type NewEvent,
  type ReadEvent,
  readEvent,
  SPEC_VERSION,
} from './cloud-event.ts';
import { cloudEventTypes } from './cloud-events-proto.ts';

export function encodeProtobufBatch(events: readonly NewEvent[]): Uint8Array {
  return cloudEventTypes.batch.encode({ events: events.map(raw) }).finish();
}

function raw({ id, source, type, timeMillis, data }: NewEvent) {
  const { typeUrl, value } = data;
  // The format says that dataschema should repeat the type URL (§3).
  const attributes: Record<string, unknown> = { dataschema: { ceUri: typeUrl } };
  if (timeMillis !== undefined) attributes['time'] = { ceTimestamp: timestamp(timeMillis) };
  return {
    id,
    source,
    specVersion: SPEC_VERSION,
    type,
    attributes,
    protoData: { type_url: typeUrl, value },
  };
}

function timestamp(millis: number) {
  const seconds = Math.floor(millis / 1000);
  return { seconds, nanos: (millis - seconds * 1000) * 1_000_000 };
}

/** Throws Refused (PROTOBUF_REFUSED) when it is no batch; an event that is none is said apart. */
export function decodeProtobufBatch(bytes: Uint8Array): ReadEvent[] {
  const { events } = decoded(() => cloudEventTypes.apart.decode(bytes)) as unknown as {
    readonly events: readonly Uint8Array[];
  };
  if (events.length === 0) refuseProtobuf('events', 'there is none');
  if (events.length > BATCH_EVENTS_MAX) refuseProtobuf('events', `more than ${BATCH_EVENTS_MAX}`);
  return events.map((event, index) => readOne(event, `events[${index}]`));
}

type RawEvent = {
  readonly id: string;
  readonly source: string;
  readonly specVersion: string;
  readonly type: string;
  readonly protoData?: { readonly type_url: string; readonly value: Uint8Array };
  readonly attributes: Readonly<Record<string, RawAttribute>>;
};
type RawAttribute = {
  readonly ceUri?: string;
  readonly ceTimestamp?: { readonly seconds: unknown; readonly nanos: number };
};

function readOne(bytes: Uint8Array, place: string): ReadEvent {
  let id: string | undefined;
  const read = (): CloudEvent => {
    const event = decoded(() => cloudEventTypes.event.decode(bytes)) as unknown as RawEvent;
    id = event.id;
    return checked(event);
  };
  return readEvent(
    read,
    () => id,
    (error) => under(place, error),
  );
}

/** The rules of CloudEvents 1.0 §3.1 for required attributes, and that the data is protobuf. */
function checked(event: RawEvent): CloudEvent {
  const { id, source, type, specVersion, attributes } = event;
  for (const [name, value] of Object.entries({ id, source, type }))
    if (!isShortText(value)) refuseProtobuf(name, EXPECTED_SHORT_TEXT);
  if (specVersion !== SPEC_VERSION) refuseProtobuf('spec_version', `expected ${SPEC_VERSION}`);
  const { type_url: typeUrl, value } =
    event.protoData ?? refuseProtobuf('data', 'expected proto_data, a protobuf message');
  const schema = attributes['dataschema']?.ceUri;
  if (schema !== undefined && schema !== typeUrl)
    refuseProtobuf('attributes.dataschema', 'differs from the type URL of the data');
  const timeMillis = millisOf(attributes['time']);
  return {
    id,
    source,
    type,
    ...(timeMillis === undefined ? {} : { timeMillis }),
    data: { format: 'protobuf', typeUrl, value: Uint8Array.from(value) },
  };
}

function millisOf(attribute: RawAttribute | undefined): number | undefined {
  if (!attribute) return undefined;
  const { ceTimestamp } = attribute;
  if (!ceTimestamp) return refuseProtobuf('attributes.time', 'expected a timestamp');
  return Number(ceTimestamp.seconds) * 1000 + Math.floor(ceTimestamp.nanos / 1_000_000);
}

function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    return refuseProtobuf('', `not protobuf: ${why}`);
  }
}

export function refuseProtobuf(path: string, reason: string): never {
  throw new Refused(path, reason, undefined, 'PROTOBUF_REFUSED');
}
