/** CloudEvents in JSON: judged by the library of the CloudEvents project, and by the rules for attributes. */
import { HTTP, CloudEvent as Judge, type Message } from 'cloudevents';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { requestData } from '../client/bridge-messages.ts';
import { SUPPLIER, samples } from '../market.testing.ts';
import type { NewEvent } from './cloud-event.ts';
import { BATCH_CONTENT_TYPES, decodeBatch, encodeBatch } from './cloud-events.ts';
import { decodeData, eventOf } from './messages.ts';
import { serviceRequestFrom } from './service-request-from.ts';
import { sourceOf } from './topics.ts';

const utf8 = new TextEncoder();
const source = sourceOf(SUPPLIER);
const NOW = 1_795_510_861_234;
const requests = (): NewEvent[] =>
  samples().map((sample, at) =>
    eventOf(
      'serviceRequest',
      { id: `e${at}`, source, timeMillis: NOW, value: requestData(sample, 'json') },
      'json',
    ),
  );
/** An acknowledgement as somebody else writes it. */
const WHOLE = {
  specversion: '1.0',
  id: 'a',
  source,
  type: 'meterwright.acknowledgement.v1',
  data: { requestId: samples()[0]?.requestId },
};
const read = (event: unknown) => decodeBatch(utf8.encode(JSON.stringify([event])))[0];

const test = suite('cloud events in JSON');

test('ours are valid for the judge, batch and all', () => {
  const body = new TextDecoder().decode(encodeBatch(requests()));
  const headers = { 'content-type': BATCH_CONTENT_TYPES.json };
  const judged = HTTP.toEvent({ headers, body } as Message) as Judge<unknown>[];
  assert.is(judged.length, samples().length);
  for (const [at, event] of judged.entries()) {
    assert.ok(event.validate());
    assert.equal([event.id, event.source], [`e${at}`, source]);
    assert.is(event.time, '2026-11-24T09:01:01.234Z');
    assert.is(event.datacontenttype, 'application/json');
  }
  assert.equal((judged[1] as Judge<{ readonly body: unknown }>).data?.body, {
    topUpDevice: { utrn: '73946144332040217315' },
  });
});

test('those of the judge are read, structured and in a batch', () => {
  const made = requests().map(({ id, type, data }) => {
    const body: unknown = JSON.parse(new TextDecoder().decode(data.value));
    return new Judge({ id, source, type, time: new Date(NOW).toISOString(), data: body });
  });
  const batch = decodeBatch(utf8.encode(JSON.stringify(made)));
  const one = decodeBatch(utf8.encode(String(HTTP.structured(made[0] as Judge<unknown>).body)));
  assert.is(one.length, 1);
  for (const [at, event] of [...batch, ...one].entries()) {
    assert.ok(event.kind === 'event');
    const sample = samples()[at % samples().length];
    assert.is(event.event.timeMillis, NOW);
    assert.is(serviceRequestFrom(event.event).requestId, sample?.requestId);
    assert.equal(serviceRequestFrom(event.event).body, sample?.body);
  }
});

test('extensions, and a media type with parameters, are let through', () => {
  const event = read({
    ...WHOLE,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    partitionkey: 7,
    datacontenttype: 'application/json; charset=utf-8',
  });
  assert.ok(event?.kind === 'event');
  assert.equal(decodeData('acknowledgement', event.event), WHOLE.data);
});

const WRONG: readonly (readonly [string, unknown])[] = [
  ['', 'text'],
  ['', null],
  ['', [WHOLE]],
  ['id', { ...WHOLE, id: '' }],
  ['id', { ...WHOLE, id: 7 }],
  ['id', { ...WHOLE, id: 'a\u0000' }],
  ['source', { ...WHOLE, source: undefined }],
  ['type', { ...WHOLE, type: 'x'.repeat(257) }],
  ['specversion', { ...WHOLE, specversion: '0.3' }],
  ['specversion', { ...WHOLE, specversion: 1 }],
  ['time', { ...WHOLE, time: 'noon' }],
  ['time', { ...WHOLE, time: '2026-13-45T00:00:00Z' }],
  ['time', { ...WHOLE, time: NOW }],
  ['datacontenttype', { ...WHOLE, datacontenttype: 'application/xml' }],
  ['data', { ...WHOLE, data: undefined }],
  ['data_base64', { ...WHOLE, data_base64: 'AA==' }],
  ['Data', { ...WHOLE, Data: {} }],
  ['extension', { ...WHOLE, extension: { a: 1 } }],
];
for (const [path, event] of WRONG)
  test(`a wrong ${path || 'event'} is refused with its place: ${JSON.stringify(event)?.slice(0, 60)}`, () => {
    const wrong = read(event);
    assert.ok(wrong?.kind === 'refused');
    assert.is(wrong.refused.code, 'JSON_REFUSED');
    assert.is(wrong.refused.path, path ? `[0].${path}` : '[0]');
  });

const WRONG_DATA: readonly (readonly [string, unknown])[] = [
  ['data.requestId', {}],
  ['data.requestId', { requestId: 7 }],
  ['data.surprise', { ...WHOLE.data, surprise: 1 }],
  ['data', []],
  ['data', 'text'],
];
for (const [path, data] of WRONG_DATA)
  test(`data that is no acknowledgement is refused at ${path}: ${JSON.stringify(data)}`, () => {
    const event = read({ ...WHOLE, data });
    assert.ok(event?.kind === 'event');
    assert.throws(
      () => decodeData('acknowledgement', event.event),
      (error: unknown) => error instanceof Refused && error.path === path,
    );
  });

test('a name that stands twice spoils its event alone', () => {
  const twice = JSON.stringify(WHOLE).replace('"data":{', '"data":{"requestId":"x",');
  const events = decodeBatch(utf8.encode(`[${JSON.stringify(WHOLE)},${twice}]`));
  assert.equal(
    events.map(({ kind }) => kind),
    ['event', 'refused'],
  );
  const [, spoilt] = events;
  assert.ok(spoilt?.kind === 'refused');
  assert.equal([spoilt.id, spoilt.refused.path], ['a', '[1].data.requestId']);
  const [alone] = decodeBatch(utf8.encode(twice));
  assert.is(alone?.kind === 'refused' && alone.refused.path, 'data.requestId');
});

test('a batch that is none, empty, or too long is refused', () => {
  const long = `[${Array(1_001).fill(JSON.stringify(WHOLE)).join(',')}]`;
  for (const text of ['[]', '[', '{"a":1,}', long])
    assert.throws(
      () => decodeBatch(utf8.encode(text)),
      (error: unknown) => error instanceof Refused && error.code === 'JSON_REFUSED',
    );
});

test.run();
