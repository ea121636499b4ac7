/** Whom an answer of a device is for: the errand that asked for it, and no other. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { readMeterBalance } from '../../protocol/services/read-meter-balance.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { testDevice } from '../inventory/device.testing.ts';
import { Announcements } from '../registration/announcement/announcements.ts';
import type { MarketMessage } from '../service-request.ts';
import { InMemoryLink } from '../transport/in-memory-link.ts';
import { Answers } from './answers.ts';
import { DeviceMessages } from './device-messages.ts';
import type { Dispatcher } from './dispatcher.ts';
import { newErrand } from './lane.ts';
import type { Stations } from './stations.ts';

const METER = '00-DB-12-34-56-78-90-A1';
const PROXY = '00-DB-12-34-56-78-90-A3';
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';

/** The proxy of a meter was asked for the balance, with command 7: gives what users and refusals come of an answer. */
async function answered(responseTo: bigint, service: Service) {
  const errand = newErrand(
    {
      ...{ requestId: `${SUPPLIER}:${PROXY}:3`, originator: SUPPLIER, target: PROXY, counter: 3n },
      ...{ service: readMeterBalance, commandVariant: 1, body: {} },
      ...{ channel: 'duis', endpoint: 'send' },
    },
    0,
    30_000,
    METER,
  );
  errand.commandCounter = 7n;
  const link = new InMemoryLink();
  const messages: MarketMessage[] = [];
  const counted: string[] = [];
  const answer = { device: METER, result: {} };
  const stations = {
    link,
    clock: new ManualTime(),
    inventory: { get: () => testDevice(METER, '3938424401', { deviceType: 'GSME' }) },
    parties: { get: () => ({ eui64: SUPPLIER }) },
    translator: { decode: () => ({ kind: 'answer', responseTo, service, answer }) },
    formats: {
      duis: (message: MarketMessage) => {
        messages.push(message);
        return { contentType: 'text/plain', content: new Uint8Array(1) };
      },
    },
    store: { commit: async () => ({}) },
    outbox: { offer: () => {} },
    onAnswered: () => ({}),
    tasks: { of: () => [] },
    register: { get: () => undefined },
    count: (code: string) => counted.push(code),
    report: (about: string, error: unknown) => counted.push(`${about}: ${error}`),
  } as unknown as Stations;
  const underWay = (device: string) => (device === METER && !errand.isOver ? errand : undefined);
  const leave = () => {
    errand.isOver = true;
  };
  const dispatcher = { underWay, leave } as unknown as Dispatcher;
  const announcements = new Announcements(stations, (work) => work());
  const answers = new Answers(stations, answersParts);
  new DeviceMessages(stations, {
    dispatcher,
    answers,
    announcements,
    alone: answersParts.alone,
  }).listen();
  const send = link.attach(METER, () => {});
  // Twice: a network may double what it carries.
  await Promise.all([send('response', new Uint8Array(1)), send('response', new Uint8Array(1))]);
  return { messages, counted };
}

const answersParts = {
  alone: <T>(work: () => Promise<T>) => work(),
  ended: () => {},
  changed: () => {},
};

const test = suite('the answer of a device');

test('goes once to whoever asked, from whom it was asked', async () => {
  const { messages, counted } = await answered(7n, readMeterBalance);
  const [message, ...others] = messages;
  assert.ok(message?.kind === 'response');
  assert.equal([message.answer?.device, message.answer?.counter], [PROXY, 3n]);
  assert.equal([others, counted], [[], ['ENVELOPE_REPLAY']]);
});

test('to another command, or to another service, is nobody’s', async () => {
  const late = await answered(6n, readMeterBalance);
  assert.equal([late.messages, late.counted[0]], [[], 'ENVELOPE_REPLAY']);
  const other = await answered(7n, readSupplyStatus);
  assert.equal([other.messages, other.counted[0]], [[], 'ENVELOPE_FORM']);
});

test.run();
