/** The bridge: over a broker in memory with simulated time, and over a real one with TCP. */
import { connectAsync } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock, realTimer } from '../../../platform/time.ts';
import { EmbeddedBroker } from '../../transport/embedded-broker.ts';
import { requestData } from '../client/bridge-messages.ts';
import {
  HEAD_END,
  OTHER_SUPPLIER,
  preCommandOf,
  RecordingIntake,
  SUPPLIER,
  samples,
  serviceNamed,
} from '../market.testing.ts';
import { ALONE, bridging, event, MESSAGES, REQUESTS, requests, shown } from './bridge.testing.ts';
import { Bridge } from './bridge.ts';
import { type CloudEvent, decodeBatch, encodeBatch } from './cloud-events.ts';
import { cloudEventTypes } from './cloud-events-proto.ts';
import { decodeData, eventType } from './messages.ts';
import { STATUS_TOPIC } from './topics.ts';

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

test('what is neither is refused in the format its party reads', async () => {
  const party = { bridgeFormat: 'json' } as const;
  const { broker, settle, said } = await bridging({ partyOf: () => party });
  const text = new TextEncoder().encode('plain words');
  await broker.publish(REQUESTS, text);
  await settle();
  const [refusal] = said() as [CloudEvent];
  assert.is(refusal.data.format, 'json');
  assert.is(decodeData('refusal', refusal).code, 'PROTOBUF_REFUSED');
});

test('a refusal can be read whatever it quotes, and each is an event of its own', async () => {
  const { broker, settle, said } = await bridging();
  const [first] = JSON.parse(new TextDecoder().decode(encodeBatch(requests('json'))));
  const id = `${'a'.repeat(199)}😀😀`;
  const spoilt = ['a\nb', '\ud800', `${'a'.repeat(38)}😀😀`].map((requestId) => ({
    ...first,
    id,
    data: { ...first.data, requestId },
  }));
  await broker.publish(REQUESTS, new TextEncoder().encode(JSON.stringify(spoilt)));
  await settle();
  for (const refusal of said()) {
    const { eventId, detail } = decodeData('refusal', refusal);
    assert.is(eventId, id);
    assert.match(detail, /^data.requestId expected/);
  }
  assert.is(new Set(said().map((one) => one.id)).size, spoilt.length);
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

test.run();
