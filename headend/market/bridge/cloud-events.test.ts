/** CloudEvents in protobuf: judged by protoc, and by the rules for required attributes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { marketProto } from '../../../protocol/services/messages.ts';
import {
  BATCH_EVENTS_MAX,
  type CloudEvent,
  decodeBatch,
  encodeBatch,
  type NewEvent,
} from './cloud-events.ts';
import { CLOUD_EVENTS_PROTO, cloudEventTypes } from './cloud-events-proto.ts';
import { decodeData, encodeData, eventOf } from './messages.ts';

const event = (id: string): NewEvent =>
  eventOf('acknowledgement', {
    id,
    source: 'urn:dev:mac:90b3d51f30000001',
    timeMillis: 1_795_510_861_234,
    value: Uint8Array.from(
      encodeData('acknowledgement', {
        requestId: '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000',
      }),
    ),
  });

/** protoc's view of bytes as a message of these files. */
function protocDecode(files: Record<string, string>, type: string, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'proto-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const options = [`-I${folder}`, '-I/usr/include', `--decode=${type}`, ...Object.keys(files)];
    const { status, stdout, stderr } = spawnSync('protoc', options, { input: bytes });
    assert.is(status, 0, String(stderr));
    return String(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const test = suite('cloud events');

test('come back as they were', () => {
  const events = [event('a'), event('b')];
  assert.equal(
    decodeBatch(encodeBatch(events)).map((read) => read.kind === 'event' && read.event),
    events,
  );
});

test('are what protoc reads with the published field numbers', () => {
  const text = protocDecode(
    { 'cloudevents.proto': CLOUD_EVENTS_PROTO, 'market.proto': marketProto() },
    'io.cloudevents.v1.CloudEventBatch',
    encodeBatch([event('a')]),
  );
  for (const line of [
    'id: "a"',
    'source: "urn:dev:mac:90b3d51f30000001"',
    'spec_version: "1.0"',
    'type: "meterwright.acknowledgement.v1"',
    'key: "time"',
    'seconds: 1795510861',
    'nanos: 234000000',
    'ce_uri: "meterwright/AcknowledgementMessage"',
  ])
    assert.ok(text.includes(line), `${line} in ${text}`);
});

test('carry data that protoc reads by the written-out .proto', () => {
  const text = protocDecode(
    { 'market.proto': marketProto() },
    'AcknowledgementMessage',
    event('a').data.value,
  );
  assert.is(text, 'request_id: "90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000"\n');
});

test('that are spoilt do not take the rest of the batch with them', () => {
  const whole = cloudEventTypes.apart.decode(encodeBatch([event('a'), event('b'), event('c')]));
  const { events } = whole as unknown as { events: Uint8Array[] };
  const spoilt = cloudEventTypes.apart
    .encode({ events: [events[0], Uint8Array.of(0x0a, 0xff), events[2]] })
    .finish();
  const read = decodeBatch(spoilt);
  assert.equal(
    read.map(({ kind }) => kind),
    ['event', 'refused', 'event'],
  );
});

const required = { id: 'a', source: 'urn:x', specVersion: '1.0', type: 't' };
const data = { protoData: { type_url: 'x/Y', value: Uint8Array.of(1) } };
const rows: readonly (readonly [string, object])[] = [
  ['id', { ...required, ...data, id: '' }],
  ['source', { ...required, ...data, source: '' }],
  ['type', { ...required, ...data, type: '' }],
  ['spec_version', { ...required, ...data, specVersion: '0.3' }],
  ['id', { ...required, ...data, id: 'a\nb' }],
  ['id', { ...required, ...data, id: 'x'.repeat(257) }],
  ['data', required],
  ['data', { ...required, textData: 'text' }],
  ['attributes.time', { ...required, ...data, attributes: { time: { ceString: 'noon' } } }],
  ['attributes.dataschema', { ...required, ...data, attributes: { dataschema: { ceUri: 'o' } } }],
];
for (const [path, raw] of rows)
  test(`without a proper ${path} are refused (${JSON.stringify(raw).slice(0, 70)})`, () => {
    const [read] = decodeBatch(cloudEventTypes.batch.encode({ events: [raw] }).finish());
    assert.ok(read?.kind === 'refused');
    assert.is(read.refused.path, `events[0].${path}`);
    assert.is(read.refused.code, 'PROTOBUF_REFUSED');
  });

test('of another kind are not read as the kind wanted', () => {
  assert.throws(
    () => decodeData('serviceRequest', event('a') as CloudEvent),
    (error: unknown) => error instanceof Refused && error.path === 'type',
  );
});

test('in a batch that is none, empty or too long are refused', () => {
  for (const bytes of [
    Uint8Array.of(0x0a, 0x05, 1),
    new Uint8Array(),
    encodeBatch(Array.from({ length: BATCH_EVENTS_MAX + 1 }, () => event('a'))),
  ])
    assert.throws(
      () => decodeBatch(bytes),
      (error: unknown) => error instanceof Refused && error.code === 'PROTOBUF_REFUSED',
    );
});

test.run();
