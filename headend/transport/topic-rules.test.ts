import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BrokerIdentity, brokerIdentity, mayPublish, maySubscribe } from './topic-rules.ts';

const METER = '00db1234567890a0';
const OTHER = '00db1234567890a1';
const PARTY = '90b3d51f30010000';
const named = (userName: string) => brokerIdentity(userName) as BrokerIdentity;

const test = suite('topic rules');

test('a client is what its user name says, in one form only', () => {
  assert.equal(named(`meter:${METER}`), { kind: 'meter', id: METER });
  assert.equal(named(`party:${PARTY}`), { kind: 'party', id: PARTY });
  assert.equal(named('gateway:north'), { kind: 'gateway' });
  for (const name of [undefined, '', METER, `meter:${METER.toUpperCase()}`, 'meter:+', 'meter:#'])
    assert.is(brokerIdentity(name), undefined);
});

test('each kind of client publishes and subscribes its own topics and no others', () => {
  const topics = [METER, OTHER].flatMap((id) =>
    ['command', 'response', 'alert', 'status'].map((last) => `meter/v1/${id}/${last}`),
  );
  const market = [PARTY, '90b3d51f30020000'].flatMap((id) =>
    ['requests', 'messages', 'confirmations'].map((last) => `market/v1/${id}/${last}`),
  );
  const state = ['market/v1/status', 'market/v1/services'];
  const all = [...topics, ...market, ...state, '#', '+/+/+/+', `meter/v1/${METER}/#`];
  const allowed = (identity: BrokerIdentity, rule: typeof mayPublish) =>
    all.filter((topic) => rule(identity, topic));
  const meter = named(`meter:${METER}`);
  assert.equal(allowed(meter, mayPublish), [
    `meter/v1/${METER}/response`,
    `meter/v1/${METER}/alert`,
  ]);
  assert.equal(allowed(meter, maySubscribe), [`meter/v1/${METER}/command`]);
  const party = named(`party:${PARTY}`);
  assert.equal(allowed(party, mayPublish), [
    `market/v1/${PARTY}/requests`,
    `market/v1/${PARTY}/confirmations`,
  ]);
  assert.equal(allowed(party, maySubscribe), [`market/v1/${PARTY}/messages`, ...state]);
  const gateway = named('gateway:north');
  assert.ok(mayPublish(gateway, `meter/v1/${OTHER}/alert`));
  assert.not(mayPublish(gateway, `meter/v1/${OTHER}/command`));
  assert.ok(maySubscribe(gateway, 'meter/v1/+/command'));
  assert.not(maySubscribe(gateway, 'meter/v1/+/response'));
  assert.not(maySubscribe(gateway, '#'));
});

test.run();
