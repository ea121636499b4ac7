/** The AsyncAPI and OpenAPI documents: judged by their own tools, and held to what is really said. */
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv, type AnySchema } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import { arbitrary } from '../../../protocol/definition/arbitrary.testing.ts';
import { serviceField } from '../../../protocol/definition/service.ts';
import { marketServices } from '../../../protocol/market-services.ts';
import { services } from '../../../protocol/services/index.ts';
import { BATCH_CONTENT_TYPES, decodeBatch, encodeBatch } from '../bridge/cloud-events.ts';
import { InMemoryBroker } from '../bridge/in-memory-broker.testing.ts';
import { type EventKind, encodeData, eventOf, eventType, KINDS } from '../bridge/messages.ts';
import { lastWill, StatusBoard } from '../bridge/status-board.ts';
import { STATUS_TOPIC, sourceOf } from '../bridge/topics.ts';
import { HEAD_END, SUPPLIER } from '../market.testing.ts';
import { asyncApiDocument } from './asyncapi.ts';
import { openApiDocument } from './openapi.ts';

type Schemas = Readonly<
  Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>
>;
type AsyncApi = {
  readonly channels: Readonly<
    Record<
      string,
      { readonly address: string; readonly messages: Readonly<Record<string, object>> }
    >
  >;
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly action: string;
        readonly channel: { readonly $ref: string };
        readonly bindings: { readonly mqtt: { readonly qos: number; readonly retain: boolean } };
      }
    >
  >;
  readonly components: {
    readonly schemas: Schemas;
    readonly messages: Readonly<
      Record<
        string,
        { readonly payload: object; readonly contentType: string; readonly description?: string }
      >
    >;
  };
};
const asyncApi = JSON.parse(asyncApiDocument()) as AsyncApi;
const specification = createRequire(import.meta.url)(
  '@asyncapi/specs/schemas/3.0.0-without-$id.json',
) as AnySchema;

/** Whether a payload is one of these messages; the references are into the whole document. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ ...asyncApi, $id: 'https://bridge.example/' } as AnySchema, undefined, false);
const judged = (message: string): ValidateFunction =>
  ajv.compile({ $ref: `https://bridge.example/#/components/messages/${message}/payload` });

const test = suite('documents of the market');

test('the bridge’s is valid AsyncAPI 3.0, and one that is not is found out', () => {
  const judge = new Ajv({ strict: false, validateFormats: false }).compile(specification);
  assert.ok(judge(asyncApi), JSON.stringify(judge.errors?.slice(0, 3)));
  assert.not(judge({ ...asyncApi, channels: { requests: { address: 7 } } }));
});

test('the web services’ is valid OpenAPI 3.1, and one that is not is found out', async () => {
  const document = JSON.parse(openApiDocument()) as Record<string, unknown>;
  const { valid, errors } = await new Validator().validate(document);
  assert.ok(valid, JSON.stringify(errors));
  assert.not((await new Validator().validate({ ...document, info: {} })).valid);
});

test('every service is in it, with its request and its answer', () => {
  const { ServiceRequestBody, ServiceResponseBody } = asyncApi.components.schemas;
  const asked = Object.keys(ServiceRequestBody?.properties ?? {});
  const answered = Object.keys(ServiceResponseBody?.properties ?? {});
  assert.is(services.length, 129);
  assert.equal(asked.slice(1), marketServices.map(serviceField));
  const answering = marketServices.filter((s) => s.response ?? s.dccResponse);
  assert.equal(answered, answering.map(serviceField));
});

test('every reference leads to something', () => {
  const references = new Set(asyncApiDocument().match(/"#\/[^"]+"/g));
  for (const reference of references) {
    const steps = (JSON.parse(reference) as string).split('/').slice(1);
    const found = steps.reduce<unknown>(
      (at, step) => (at as Record<string, unknown>)[step],
      asyncApi,
    );
    assert.type(found, 'object', reference);
  }
  assert.ok(references.size > 129);
});

const isReceived = (kind: EventKind) => kind === 'serviceRequest' || kind === 'confirmation';
const SAID: Readonly<Record<string, readonly EventKind[]>> = {
  requests: ['serviceRequest'],
  confirmations: ['confirmation'],
  messages: (Object.keys(KINDS) as EventKind[]).filter((kind) => !isReceived(kind)),
};
const newEvent = (kind: EventKind) =>
  eventOf(kind, { id: 'a', source: sourceOf(SUPPLIER), value: Uint8Array.of(8, 1) });

/** Batches as the head-end and its parties write them. */
const batch = (kind: EventKind, value: unknown): unknown => {
  const data = encodeData(kind, value as never, 'json');
  const event = eventOf(
    kind,
    { id: 'a', source: sourceOf(SUPPLIER), timeMillis: 0, value: data },
    'json',
  );
  return JSON.parse(new TextDecoder().decode(encodeBatch([event])));
};

test('whatever is said in JSON is what the document says', () => {
  for (const kind of Object.keys(KINDS) as EventKind[]) {
    const channel = { serviceRequest: 'batchOfRequests', confirmation: 'batchOfConfirmations' };
    const name = channel[kind as keyof typeof channel] ?? 'batchOfMessages';
    const conforms = judged(name);
    const property = fc.property(arbitrary(KINDS[kind][1]), (value) => {
      const events = batch(kind, value) as { data: object }[];
      assert.ok(conforms(events), `${kind}: ${ajv.errorsText(conforms.errors)}`);
      assert.not(
        conforms(events.map((event) => ({ ...event, data: { ...event.data, surprise: 1 } }))),
      );
    });
    fc.assert(property, { seed: 20_261_124, numRuns: 20 });
  }
});

test('an event of a type that is not said there is none of its messages', () => {
  const [event] = batch('acknowledgement', { requestId: `${SUPPLIER}:${HEAD_END}:1` }) as [object];
  assert.ok(judged('batchOfMessages')([event]));
  assert.not(judged('batchOfMessages')([{ ...event, type: eventType('serviceRequest') }]));
  assert.not(judged('batchOfMessages')([]));
});

test('each channel of a party names both formats, and what protobuf carries by the type of its event', () => {
  const { channels, components } = asyncApi;
  for (const [name, kinds] of Object.entries(SAID)) {
    const messages = Object.keys(channels[name]?.messages ?? {}).map(
      (key) => components.messages[key],
    );
    const types = messages.map((message) => message?.contentType);
    for (const type of Object.values(BATCH_CONTENT_TYPES)) assert.ok(types.includes(type), type);
    const { description = '' } =
      messages.find((message) => message?.contentType === BATCH_CONTENT_TYPES.protobuf) ?? {};
    for (const kind of kinds) {
      const [read] = decodeBatch(encodeBatch([newEvent(kind)]));
      assert.ok(read?.kind === 'event' && read.event.data.format === 'protobuf');
      assert.ok(description.includes(`${read.event.type}: ${read.event.data.typeUrl}`), kind);
    }
  }
});

test('what is retained is said to be, and nothing else', () => {
  const retained = Object.values(asyncApi.operations).map(({ action, channel, bindings }) => [
    action,
    channel.$ref.split('/').at(-1),
    bindings.mqtt.qos,
    bindings.mqtt.retain,
  ]);
  assert.equal(retained, [
    ['receive', 'requests', 1, false],
    ['send', 'messages', 1, false],
    ['receive', 'confirmations', 1, false],
    ['send', 'status', 1, true],
    ['send', 'services', 1, true],
  ]);
});

test('what is retained is what the document says, open, stopping and lost', async () => {
  const time = new ManualTime();
  const broker = new InMemoryBroker();
  const about = { version: '1', services: ['1.1.1'], probe: async () => {} };
  const board = new StatusBoard({ broker, headEnd: HEAD_END, clock: time, timer: time, ...about });
  board.start();
  await board.stop();
  const { topic, payload } = lastWill(HEAD_END);
  const said = [...broker.published, { topic, payload }];
  for (const one of said) {
    const conforms = judged(one.topic === STATUS_TOPIC ? 'headEndStatus' : 'headEndParts');
    assert.ok(conforms(JSON.parse(new TextDecoder().decode(one.payload))), one.topic);
  }
  assert.is(said.length, 5);
  const addresses = Object.values(asyncApi.channels).map(({ address }) => address);
  for (const one of said) assert.ok(addresses.includes(one.topic));
});

test.run();
