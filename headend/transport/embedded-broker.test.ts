import { connectAsync } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BrokerRefusal, EmbeddedBroker } from './embedded-broker.ts';
import type { BrokerIdentity } from './topic-rules.ts';

const PARTY = '90b3d51f30010000';
const OTHER = '90b3d51f30020000';

async function world() {
  const refused: BrokerRefusal[] = [];
  const subscribed: BrokerIdentity[] = [];
  const broker = await EmbeddedBroker.open({
    host: '127.0.0.1',
    port: 0,
    onRefused: (refusal) => refused.push(refusal),
    onSubscribed: (identity) => subscribed.push(identity),
  });
  const client = (username: string) =>
    connectAsync(`mqtt://127.0.0.1:${broker.port}`, { username, reconnectPeriod: 0 });
  return { broker, client, refused, subscribed };
}

const test = suite('embedded broker');

test('says who subscribed what it may, and who tried what it may not', async () => {
  const { broker, client, refused, subscribed } = await world();
  const party = await client(`party:${PARTY}`);
  await party.subscribeAsync(`market/v1/${PARTY}/messages`, { qos: 1 });
  assert.equal(subscribed, [{ kind: 'party', id: PARTY }]);
  const stranger = await party.subscribeAsync(`market/v1/${OTHER}/messages`, { qos: 1 }).then(
    (granted) => granted[0]?.qos,
    () => 128,
  );
  assert.is(stranger, 128);
  assert.is(subscribed.length, 1);
  assert.equal(
    refused.map(({ what }) => what),
    [`subscribe to market/v1/${OTHER}/messages`],
  );
  await party.endAsync();
  await broker.close();
});

test('a client that says nothing of who it is does not come in', async () => {
  const { broker, client, refused } = await world();
  for (const name of ['', 'anybody', `party:${PARTY}x`]) {
    const error = await client(name).then(
      () => undefined,
      (failure: Error) => failure,
    );
    assert.ok(error, name);
  }
  assert.is(refused.length, 3);
  await broker.close();
});

test('a message that is held is acknowledged when its handler is done, not before', async () => {
  const { broker, client } = await world();
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await broker.subscribe('market/v1/+/requests', () => held, { isHeld: true });
  const party = await client(`party:${PARTY}`);
  let isAcknowledged = false;
  const published = party
    .publishAsync(`market/v1/${PARTY}/requests`, 'a request', { qos: 1 })
    .then(() => {
      isAcknowledged = true;
    });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.not(isAcknowledged);
  release();
  await published;
  await party.endAsync();
  await broker.close();
});

test.run();
