/**
 * CloudEvents as JSON (the JSON event format, 1.0.2): one event, `application/cloudevents+json`, or a
 * batch, `application/cloudevents-batch+json`. The data is a member of its own, `data`; what is not text
 * of its own in JSON is as json-schema.ts says.
 */
import { shown, under } from '../../../protocol/definition/fault.ts';
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
import { parseJson } from './json-text.ts';

export const JSON_DATA_TYPE = 'application/json';

export function encodeJsonBatch(events: readonly NewEvent[]): Uint8Array {
  return new TextEncoder().encode(`[${events.map(textOf).join(',')}]`);
}

export const encodeJsonEvent = (event: NewEvent): Uint8Array =>
  new TextEncoder().encode(textOf(event));

/** The data is JSON already, and goes in as it is. */
function textOf({ id, source, type, timeMillis, data }: NewEvent): string {
  const attributes = JSON.stringify({
    specversion: SPEC_VERSION,
    id,
    source,
    type,
    ...(timeMillis === undefined ? {} : { time: new Date(timeMillis).toISOString() }),
    datacontenttype: JSON_DATA_TYPE,
  });
  return `${attributes.slice(0, -1)},"data":${new TextDecoder().decode(data.value)}}`;
}

/** Throws Refused (JSON_REFUSED) when it is neither a batch nor an event; an event that is none is said apart. */
export function decodeJson(bytes: Uint8Array): ReadEvent[] {
  const { value, twice } = parseJson(bytes);
  const isBatch = Array.isArray(value);
  const events: readonly unknown[] = isBatch ? value : [value];
  if (events.length === 0) refuse('', 'there is no event');
  if (events.length > BATCH_EVENTS_MAX) refuse('', `more than ${BATCH_EVENTS_MAX} events`);
  return events.map((event, index) => {
    const place = isBatch ? `[${index}]` : '';
    const spoilt = twice.find(([first]) => !isBatch || first === index);
    const read = () => {
      if (spoilt) refuse(pathOf(isBatch ? spoilt.slice(1) : spoilt), 'stands twice');
      return checked(event);
    };
    const placed = (error: unknown) => (isBatch ? under(place, error) : error);
    return readEvent(read, () => (event as { id?: unknown } | null)?.id, placed);
  });
}

const pathOf = (steps: readonly (string | number)[]): string =>
  steps
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`;
      return `${at > 0 ? '.' : ''}${/^\w{1,64}$/.test(step) ? step : shown(step)}`;
    })
    .join('');

/** CloudEvents 1.0 §3: what each attribute may be. Extensions are let through unread. */
const EXTENSION = /^[a-z0-9]{1,20}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json(?:\s*;.*)?$/i;

function checked(event: unknown): CloudEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return refuse('', `expected an event, found ${shown(event)}`);
  const { id, source, type, specversion, time, datacontenttype, data, ...rest } = event as Readonly<
    Record<string, unknown>
  >;
  if (specversion !== SPEC_VERSION) refuse('specversion', `expected ${SPEC_VERSION}`);
  const attributes = { id: textAt('id', id), source: textAt('source', source) };
  if (datacontenttype !== undefined && !JSON_TYPE.test(textAt('datacontenttype', datacontenttype)))
    refuse('datacontenttype', `expected ${JSON_DATA_TYPE}`);
  if (data === undefined) refuse('data', 'is missing: a JSON object');
  for (const [name, value] of Object.entries(rest)) refuseExtension(name, value);
  const timeMillis = millisOf(time);
  return {
    ...attributes,
    type: textAt('type', type),
    ...(timeMillis === undefined ? {} : { timeMillis }),
    data: { format: 'json', json: data },
  };
}

function refuseExtension(name: string, value: unknown): void {
  if (!EXTENSION.test(name)) refuse(pathOf([name]), 'no name of an attribute');
  const isValue = ['string', 'boolean', 'number'].includes(typeof value);
  if (!isValue && value !== null) refuse(name, 'expected text, a number, true or false');
}

const textAt = (name: string, value: unknown): string =>
  isShortText(value) ? value : refuse(name, EXPECTED_SHORT_TEXT);

function millisOf(time: unknown): number | undefined {
  if (time === undefined) return undefined;
  const millis = typeof time === 'string' && TIME.test(time) ? Date.parse(time) : Number.NaN;
  return Number.isNaN(millis) ? refuse('time', 'expected a time as RFC 3339 writes it') : millis;
}

function refuse(path: string, reason: string): never {
  throw new Refused(path, reason, undefined, 'JSON_REFUSED');
}
