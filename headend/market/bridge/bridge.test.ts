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
import { Bridge } from './bridge.ts';
import { type CloudEvent, decodeBatch, encodeBatch } from './cloud-events.ts';
import { cloudEventTypes } from './cloud-events-proto.ts';
import { bridgeFormatted } from './event-data.ts';
import { InMemoryBroker } from './in-memory-broker.testing.ts';
import { decodeData, encodeData, eventOf, eventType } from './messages.ts';
import { partyTopic, STATUS_TOPIC, sourceOf } from './topics.ts';

const REQUESTS = partyTopic(SUPPLIER, 'requests');
const MESSAGES = partyTopic(SUPPLIER, 'messages');
const event = (id: string, kind: Parameters<typeof eventOf>[0], value: Uint8Array) =>
  eventOf(kind, { id, source: sourceOf(SUPPLIER), value });
const requests = (): CloudEvent[] =>
  samples().map((sample, at) => event(`e${at}`, 'serviceRequest', requestData(sample)));

async function bridging() {
  const time = new ManualTime(1_795_510_861_000);
  const broker = new InMemoryBroker();
  const intake = new RecordingIntake();
  const confirmed: [Eui64, readonly string[]][] = [];
  const faults: string[] = [];
  const bridge = new Bridge({
    broker,
    intake,
    confirm: async (recipient, ids) => {
      confirmed.push([recipient, ids]);
    },
    headEnd: HEAD_END,
    clock: time,
    timer: time,
    report: (about) => faults.push(about),
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
  return { time, broker, intake, confirmed, faults, bridge, settle, said };
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

test('fails a delivery the broker did not take', async () => {
  const { broker, bridge, settle } = await bridging();
  broker.publish = () => Promise.reject(new Error('the broker is gone'));
  const row = { messageId: 'a', kind: 'response', content: Uint8Array.of(1) } as const;
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
  const parts = { broker, intake, confirm, headEnd: HEAD_END, clock: realClock, timer: realTimer };
  await new Bridge(parts).start();
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
