/** The bridge: over a broker in memory with simulated time, and over a real one with TCP. */
import { connectAsync } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import { realClock, realTimer } from '../../../platform/time.ts';
import { checkRequest } from '../../../protocol/definition/validate.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { EmbeddedBroker } from '../../transport/embedded-broker.ts';
import { requestData } from '../client/bridge-messages.ts';
import {
  DEVICE,
  HEAD_END,
  mutated,
  OTHER_SUPPLIER,
  preCommandOf,
  RecordingIntake,
  SUPPLIER,
  samples,
  seeded,
  serviceNamed,
} from '../market.testing.ts';
import { ALONE } from './bridge.testing.ts';
import { Bridge, type BridgeOptions, UNDER_WAY_MAX } from './bridge.ts';
import type { BridgeFormat } from './cloud-event.ts';
import { type CloudEvent, decodeBatch, encodeBatch, type NewEvent } from './cloud-events.ts';
import { cloudEventTypes } from './cloud-events-proto.ts';
import { bridgeFormatted } from './event-data.ts';
import { InMemoryBroker } from './in-memory-broker.testing.ts';
import { decodeData, encodeData, eventOf, eventType } from './messages.ts';
import { partyTopic, STATUS_TOPIC, sourceOf } from './topics.ts';

const REQUESTS = partyTopic(SUPPLIER, 'requests');
const MESSAGES = partyTopic(SUPPLIER, 'messages');
const event = (
  id: string,
  kind: Parameters<typeof eventOf>[0],
  value: Uint8Array,
  format?: BridgeFormat,
) => eventOf(kind, { id, source: sourceOf(SUPPLIER), value }, format);
const requests = (format?: BridgeFormat): NewEvent[] =>
  samples().map((sample, at) =>
    event(`e${at}`, 'serviceRequest', requestData(sample, format), format),
  );

async function bridging(more: Partial<BridgeOptions> = {}) {
  const time = new ManualTime(1_795_510_861_000);
  const broker = new InMemoryBroker();
  const intake = new RecordingIntake();
  const confirmed: [Eui64, readonly string[]][] = [];
  const negative: [Eui64, readonly string[], string][] = [];
  const faults: string[] = [];
  const bridge = new Bridge({
    ...ALONE,
    broker,
    intake,
    confirm: async (recipient, ids) => {
      confirmed.push([recipient, ids]);
    },
    refused: (...said) => {
      negative.push(said);
    },
    headEnd: HEAD_END,
    clock: time,
    timer: time,
    report: (about) => faults.push(about),
    ...more,
  });
  await bridge.start();
  const settle = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    time.advance(2);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const said = (): CloudEvent[] =>
    broker.published
      .filter(({ topic }) => topic === MESSAGES)
      .flatMap(({ payload }) => decodeBatch(payload))
      .map((read) => {
        assert.ok(read.kind === 'event');
        return read.event;
      });
  return { time, broker, intake, confirmed, negative, faults, bridge, settle, said };
}

const test = suite('bridge');

test('says that it is there, for all who come later too', async () => {
  const { broker } = await bridging();
  const [status] = broker.published;
  assert.is(status?.topic, STATUS_TOPIC);
  assert.ok(status?.retain);
  assert.equal(JSON.parse(new TextDecoder().decode(status?.payload)), {
    headEnd: HEAD_END,
    status: 'open',
    since: '2026-11-24T09:01:01.000Z',
    version: '0.0.0',
    formats: ['protobuf', 'json'],
    services: ['1.1.1'],
  });
});

test('submits every request of a batch, and acknowledges them in one', async () => {
  const { broker, intake, settle, said } = await bridging();
  await broker.publish(REQUESTS, encodeBatch(requests()));
  await settle();
  assert.equal(
    intake.submitted.map(({ requestId, service, commandVariant, body }) => ({
      requestId,
      service: service.name,
      commandVariant,
      body,
    })),
    samples().map(({ requestId, service, commandVariant, body }) => ({
      requestId,
      service: service.name,
      commandVariant,
      body,
    })),
  );
  assert.is(broker.published.filter(({ topic }) => topic === MESSAGES).length, 1);
  assert.equal(
    said().map((one) => decodeData('acknowledgement', one).requestId),
    samples().map(({ requestId }) => requestId),
  );
});

test('answers at once what is answered at once', async () => {
  const { broker, intake, settle, said } = await bridging();
  const disable = serviceNamed('DisableSupply');
  const preCommand = preCommandOf(disable, {}, 1003n);
  intake.answer = ({ requestId }) => ({
    kind: 'answered',
    message: { kind: 'preCommand', requestId, service: disable, preCommand },
  });
  await broker.publish(REQUESTS, encodeBatch(requests().slice(3, 4)));
  await settle();
  const [answer] = said() as [CloudEvent];
  assert.is(answer.type, 'meterwright.pre-command.v1');
  const data = decodeData('preCommand', answer);
  assert.equal(Buffer.from(data.preCommand ?? []), Buffer.from(preCommand));
});

test('refuses what another party asks in this party’s name, and only that', async () => {
  const { broker, intake, settle, said } = await bridging();
  const foreign = samples().map((sample) => ({
    ...sample,
    requestId: sample.requestId.replace(SUPPLIER, OTHER_SUPPLIER),
  }));
  const events = [
    event('mine', 'serviceRequest', requestData(samples()[0] as never)),
    event('theirs', 'serviceRequest', requestData(foreign[1] as never)),
  ];
  await broker.publish(REQUESTS, encodeBatch(events));
  await settle();
  assert.is(intake.submitted.length, 1);
  assert.equal(intake.reports, [
    {
      channel: 'bridge',
      sender: SUPPLIER,
      code: 'PARTY_NOT_SENDER',
      detail: `the originator is ${OTHER_SUPPLIER}`,
    },
  ]);
  const refusal = said().find(({ type }) => type === eventType('refusal')) as CloudEvent;
  const { eventId, code, responseCode } = decodeData('refusal', refusal);
  assert.equal([eventId, code, responseCode], ['theirs', 'PARTY_NOT_SENDER', 'E1']);
});

test('refuses a spoilt event alone, and an unreadable batch with one refusal', async () => {
  const { broker, intake, settle, said } = await bridging();
  const whole = cloudEventTypes.apart.decode(encodeBatch(requests().slice(0, 3)));
  const { events } = whole as unknown as { events: Uint8Array[] };
  events[1] = (events[1] as Uint8Array).slice(0, -3);
  await broker.publish(REQUESTS, cloudEventTypes.apart.encode({ events }).finish());
  await broker.publish(REQUESTS, Uint8Array.of(0xff, 0xff, 0xff));
  await settle();
  assert.is(intake.submitted.length, 2);
  assert.is(intake.reports.length, 2);
  const refusals = said().filter(({ type }) => type === eventType('refusal'));
  assert.equal(
    refusals.map((one) => decodeData('refusal', one).code),
    ['PROTOBUF_REFUSED', 'PROTOBUF_REFUSED'],
  );
});

test('answers nothing to a request that could not be made durable, and reports it', async () => {
  const { broker, intake, faults, settle, said } = await bridging();
  intake.answer = () => Promise.reject(new Error('no database'));
  await broker.publish(REQUESTS, encodeBatch(requests()));
  await settle();
  assert.equal(said(), []);
  assert.equal(faults, Array(samples().length).fill(REQUESTS));
});

test('delivers from the outbox under the message’s own id, and confirms what the party confirms', async () => {
  const { broker, bridge, confirmed, settle, said } = await bridging();
  const message = {
    kind: 'deviceAlert',
    device: DEVICE,
    alertCode: 0x8f0f,
    counter: 7n,
    utcSeconds: 1_795_510_000,
  } as const;
  const row = {
    ...bridgeFormatted(message, { eui64: SUPPLIER }, 'alert-7'),
    messageId: 'alert-7',
    recipient: SUPPLIER,
    channel: 'bridge',
    kind: message.kind,
    createdAtMillis: 0,
  } as const;
  const delivered = bridge.deliver(SUPPLIER, [row]);
  await settle();
  assert.equal(await delivered, []);
  const [alert] = said() as [CloudEvent];
  assert.is(alert.id, 'alert-7');
  const { name, ...data } = decodeData('deviceAlert', alert);
  assert.equal({ kind: 'deviceAlert', ...data }, message);
  assert.is.not(name, 'unknown');

  const data_ = encodeData('confirmation', { messageIds: ['alert-7'] });
  const confirmations = partyTopic(SUPPLIER, 'confirmations');
  await broker.publish(confirmations, encodeBatch([event('c', 'confirmation', data_)]));
  assert.equal(confirmed, [[SUPPLIER, ['alert-7']]]);
});

test('reads JSON and replies in JSON, whatever the party has chosen for its messages', async () => {
  const { broker, intake, settle } = await bridging();
  await broker.publish(REQUESTS, encodeBatch(requests('json')));
  await settle();
  assert.equal(intake.submitted.map(shown), samples().map(shown));
  const [reply] = broker.published.filter(({ topic }) => topic === MESSAGES);
  const events = JSON.parse(new TextDecoder().decode(reply?.payload));
  assert.is(events.length, samples().length);
  assert.equal(events[0].data, { requestId: samples()[0]?.requestId });
});

test('one event of JSON, as a tool publishes it by hand, is a batch of one', async () => {
  const { broker, intake, settle } = await bridging();
  const [first] = JSON.parse(new TextDecoder().decode(encodeBatch(requests('json'))));
  await broker.publish(REQUESTS, new TextEncoder().encode(`${JSON.stringify(first)}\n`));
  await settle();
  assert.equal(intake.submitted.map(shown), samples().slice(0, 1).map(shown));
});

test('a negative confirmation is told with its reason, and confirms nothing', async () => {
  const { broker, confirmed, negative } = await bridging();
  const said = { messageIds: ['a', 'b'], negative: 'no such meter here' };
  const confirmations = partyTopic(SUPPLIER, 'confirmations');
  for (const format of ['protobuf', 'json'] as const) {
    const data = encodeData('confirmation', said, format);
    await broker.publish(confirmations, encodeBatch([event('c', 'confirmation', data, format)]));
  }
  assert.equal(negative, Array(2).fill([SUPPLIER, ['a', 'b'], 'no such meter here']));
  assert.equal(confirmed, []);
});

test('a party that floods has no more under way than its share, and others are served', async () => {
  const { broker, intake, faults, settle, said } = await bridging();
  const held: (() => void)[] = [];
  intake.answer = ({ originator }) =>
    originator === SUPPLIER
      ? new Promise((resolve) => held.push(() => resolve({ kind: 'acknowledged' })))
      : { kind: 'acknowledged' };
  const batch = encodeBatch(Array(1_000).fill(requests()[0]));
  const flood = Array.from({ length: 7 }, () => broker.publish(REQUESTS, batch));
  assert.is(held.length, UNDER_WAY_MAX);
  assert.is(faults.length, 2);
  const [sample] = samples() as [ReturnType<typeof samples>[0]];
  const requestId = sample.requestId.replace(SUPPLIER, OTHER_SUPPLIER);
  const other = event('o', 'serviceRequest', requestData({ ...sample, requestId }));
  await broker.publish(partyTopic(OTHER_SUPPLIER, 'requests'), encodeBatch([other]));
  await settle();
  const replies = broker.published.filter(({ topic }) => topic.includes('90b3d51f30020000'));
  assert.is(replies.length, 1 + 1, 'the request and its acknowledgement');
  for (const go of held) go();
  await Promise.all(flood);
  await settle();
  assert.is(said().length, UNDER_WAY_MAX);
  intake.answer = () => ({ kind: 'acknowledged' });
  await broker.publish(REQUESTS, batch);
  assert.is(faults.length, 2, 'there is room again');
});

test('fails a delivery the broker did not take', async () => {
  const { broker, bridge, settle } = await bridging();
  broker.publish = () => Promise.reject(new Error('the broker is gone'));
  const contentType = 'application/protobuf';
  const content = Uint8Array.of(1);
  const row = { messageId: 'a', kind: 'response', contentType, content } as const;
  const delivered = bridge.deliver(SUPPLIER, [row as never]).then(
    () => 'delivered',
    () => 'failed',
  );
  await settle();
  assert.is(await delivered, 'failed');
});

test('takes nothing from ten thousand spoilt batches but requests of this party', async () => {
  const { broker, intake, settle } = await bridging();
  const original = encodeBatch(requests());
  const known = new Set(samples().map(shown));
  const random = seeded(20_261_124);
  for (let count = 0; count < 10_000; count++)
    await broker.publish(REQUESTS, mutated(original, random));
  await settle();
  const others = intake.submitted.filter((request) => !known.has(shown(request)));
  for (const { originator, service, body } of others) {
    assert.is(originator, SUPPLIER);
    if (body !== undefined) checkRequest(service, body);
  }
  assert.ok(intake.submitted.length > 10_000, 'the other events of a batch are taken');
  assert.ok(intake.reports.length > 1_000);
  assert.ok(others.length < 2_000, `${others.length} others`);
});

test('works over a real broker', async () => {
  const broker = await EmbeddedBroker.open({ host: '127.0.0.1', port: 0 });
  const intake = new RecordingIntake();
  const confirm = async () => {};
  const parts = {
    ...ALONE,
    broker,
    intake,
    confirm,
    headEnd: HEAD_END,
    clock: realClock,
    timer: realTimer,
  };
  const bridge = new Bridge(parts);
  await bridge.start();
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    username: `party:${MESSAGES.split('/')[2]}`,
  });
  const received = new Promise<Buffer>((resolve) => {
    client.once('message', (_topic, payload) => resolve(payload));
  });
  await client.subscribeAsync(MESSAGES, { qos: 1 });
  await client.publishAsync(REQUESTS, Buffer.from(encodeBatch(requests())), { qos: 1 });
  const read = decodeBatch(await received);
  assert.is(read.length, samples().length);
  assert.is(intake.submitted.length, samples().length);
  await client.endAsync();
  await bridge.stop();
  await broker.close();
});

function shown({
  requestId,
  commandVariant,
  service,
  body,
  signedPreCommand,
}: ReturnType<typeof samples>[number]): string {
  const signed = signedPreCommand && Buffer.from(signedPreCommand).toString('hex');
  return JSON.stringify([requestId, commandVariant, service.name, body, signed]);
}

test.run();
