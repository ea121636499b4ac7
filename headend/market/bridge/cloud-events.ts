/** CloudEvents 1.0 in batches of protobuf: media type `application/cloudevents-batch+protobuf`. */
import { under } from '../../../protocol/definition/fault.ts';
import { Refused } from '../../../protocol/refused.ts';
import { cloudEventTypes } from './cloud-events-proto.ts';

export const BATCH_CONTENT_TYPE = 'application/cloudevents-batch+protobuf';
/** Limits of a batch that is read. A firmware image of 10 MB is the largest thing a request holds. */
export const BATCH_BYTES_MAX = 16 * 1024 * 1024;
export const BATCH_EVENTS_MAX = 1_000;
const TEXT_MAX = 256;
const SPEC_VERSION = '1.0';

export type CloudEvent = {
  /** Unique with `source`: what a receiver tells a repeated event by. */
  readonly id: string;
  /** A URI reference: who says it. */
  readonly source: string;
  readonly type: string;
  readonly timeMillis?: number;
  /** A protobuf message; `typeUrl` ends in its name after the last slash. */
  readonly data: { readonly typeUrl: string; readonly value: Uint8Array };
};

/** One event of a batch, or why it was refused; the id when at least that could be read. */
export type ReadEvent =
  | { readonly kind: 'event'; readonly event: CloudEvent }
  | { readonly kind: 'refused'; readonly id?: string; readonly refused: Refused };

export function encodeBatch(events: readonly CloudEvent[]): Uint8Array {
  return cloudEventTypes.batch.encode({ events: events.map(raw) }).finish();
}

function raw({ id, source, type, timeMillis, data }: CloudEvent) {
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
export function decodeBatch(bytes: Uint8Array): ReadEvent[] {
  if (bytes.length > BATCH_BYTES_MAX) refuse('', `more than ${BATCH_BYTES_MAX} bytes`);
  const { events } = decoded(() => cloudEventTypes.apart.decode(bytes)) as unknown as {
    readonly events: readonly Uint8Array[];
  };
  if (events.length === 0) refuse('events', 'there is none');
  if (events.length > BATCH_EVENTS_MAX) refuse('events', `more than ${BATCH_EVENTS_MAX}`);
  return events.map((event, index) => readEvent(event, index));
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

function readEvent(bytes: Uint8Array, index: number): ReadEvent {
  let id: string | undefined;
  try {
    const event = decoded(() => cloudEventTypes.event.decode(bytes)) as unknown as RawEvent;
    if (isShortText(event.id)) id = event.id;
    return { kind: 'event', event: checked(event) };
  } catch (error) {
    const refused = under(`events[${index}]`, error);
    if (!(refused instanceof Refused)) throw refused;
    return { kind: 'refused', ...(id === undefined ? {} : { id }), refused };
  }
}

/** The rules of CloudEvents 1.0 §3.1 for required attributes, and that the data is protobuf. */
function checked(event: RawEvent): CloudEvent {
  const { id, source, type, specVersion, attributes } = event;
  for (const [name, value] of Object.entries({ id, source, type }))
    if (!isShortText(value)) refuse(name, `expected 1 to ${TEXT_MAX} printable characters`);
  if (specVersion !== SPEC_VERSION) refuse('spec_version', `expected ${SPEC_VERSION}`);
  const { type_url: typeUrl, value } =
    event.protoData ?? refuse('data', 'expected proto_data, a protobuf message');
  const schema = attributes['dataschema']?.ceUri;
  if (schema !== undefined && schema !== typeUrl)
    refuse('attributes.dataschema', 'differs from the type URL of the data');
  const timeMillis = millisOf(attributes['time']);
  return {
    id,
    source,
    type,
    ...(timeMillis === undefined ? {} : { timeMillis }),
    data: { typeUrl, value: Uint8Array.from(value) },
  };
}

function millisOf(attribute: RawAttribute | undefined): number | undefined {
  if (!attribute) return undefined;
  const { ceTimestamp } = attribute;
  if (!ceTimestamp) return refuse('attributes.time', 'expected a timestamp');
  return Number(ceTimestamp.seconds) * 1000 + Math.floor(ceTimestamp.nanos / 1_000_000);
}

// Control characters and the replacement of bytes that are no UTF-8 may be in no attribute.
const SHORT_TEXT = /^[^\p{Cc}\p{Cs}\ufffd]{1,256}$/u;
function isShortText(text: string): boolean {
  return SHORT_TEXT.test(text);
}

function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    return refuse('', `not protobuf: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

function refuse(path: string, reason: string): never {
  throw new Refused(path, reason, undefined, 'PROTOBUF_REFUSED');
}
