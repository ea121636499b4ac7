/** What is said of the head-end, and that it is so. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import { HEAD_END } from '../market.testing.ts';
import { InMemoryBroker } from './in-memory-broker.testing.ts';
import { lastWill, StatusBoard } from './status-board.ts';
import { SERVICES_TOPIC, STATUS_TOPIC } from './topics.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function board(probe: () => Promise<unknown>) {
  const time = new ManualTime(1_795_510_861_000);
  const broker = new InMemoryBroker();
  const about = { version: '1.2.3', services: ['1.1.1'] };
  const made = new StatusBoard({
    ...about,
    broker,
    headEnd: HEAD_END,
    clock: time,
    timer: time,
    probe,
  });
  const last = (topic: string) => {
    const [message] = broker.published.filter((one) => one.topic === topic).slice(-1);
    assert.ok(message?.retain);
    return JSON.parse(new TextDecoder().decode(message?.payload));
  };
  const passes = async (millis: number) => {
    for (let passed = 0; passed < millis; passed += 1_000) {
      time.advance(1_000);
      await turn();
    }
  };
  return { broker, made, last, passes };
}

const test = suite('status board');

test('all is well as long as the database answers, and nothing is said again', async () => {
  const { broker, made, last, passes } = board(async () => {});
  made.start();
  await passes(60_000);
  assert.is(broker.published.length, 2);
  assert.equal(last(SERVICES_TOPIC).parts, {
    database: 'available',
    requests: 'accepting',
    messages: 'delivering',
  });
});

test('a database that fails, or says nothing, is away until it answers', async () => {
  let answer: () => Promise<unknown> = () => Promise.reject(new Error('no connection'));
  const { made, last, passes } = board(() => answer());
  made.start();
  const degraded = { database: 'away', requests: 'degraded', messages: 'degraded' };
  assert.ok(made.isTaking);
  await passes(6_000);
  assert.not(made.isTaking);
  assert.equal(last(SERVICES_TOPIC).parts, degraded);
  assert.is(last(SERVICES_TOPIC).changedAt, '2026-11-24T09:01:06.000Z');
  assert.is(last(STATUS_TOPIC).status, 'open');
  answer = async () => {};
  await passes(6_000);
  assert.is(last(SERVICES_TOPIC).parts.database, 'available');
  answer = () => new Promise(() => {});
  await passes(12_000);
  assert.equal(last(SERVICES_TOPIC).parts, degraded);
});

test('when it stops it says so, and nothing after that', async () => {
  const { broker, made, last, passes } = board(() => Promise.reject(new Error('no connection')));
  made.start();
  await made.stop();
  assert.is(last(STATUS_TOPIC).status, 'stopping');
  assert.not(made.isTaking);
  assert.is(last(SERVICES_TOPIC).parts.requests, 'stopped');
  const said = broker.published.length;
  await passes(30_000);
  assert.is(broker.published.length, said);
});

test('a broker that takes nothing holds the end up half a second', async () => {
  const { broker, made, passes } = board(async () => {});
  made.start();
  broker.publish = () => new Promise(() => {});
  let ended = false;
  void made.stop().then(() => {
    ended = true;
  });
  await turn();
  assert.not(ended);
  await passes(1_000);
  assert.ok(ended);
});

test('it is said again when the connection to the broker is there again', async () => {
  const { broker, made, last } = board(async () => {});
  let connected = () => {};
  Object.assign(broker, {
    onConnected: (action: () => void) => {
      connected = action;
    },
  });
  made.start();
  await broker.publish(STATUS_TOPIC, lastWill(HEAD_END).payload, { retain: true });
  assert.equal(last(STATUS_TOPIC), { headEnd: HEAD_END, status: 'lost' });
  connected();
  assert.is(last(STATUS_TOPIC).status, 'open');
});

test.run();
