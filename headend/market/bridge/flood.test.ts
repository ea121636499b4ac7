/** A party that floods the bridge, or says nothing that can be read. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRequest } from '../../../protocol/definition/validate.ts';
import { requestData } from '../client/bridge-messages.ts';
import { mutated, OTHER_SUPPLIER, SUPPLIER, samples, seeded } from '../market.testing.ts';
import { bridging, event, REQUESTS, requests, shown } from './bridge.testing.ts';
import { UNDER_WAY_MAX } from './bridge.ts';
import { encodeBatch } from './cloud-events.ts';
import { decodeData, eventType } from './messages.ts';
import { partyTopic } from './topics.ts';

const ACKNOWLEDGED = eventType('acknowledgement');

const test = suite('floods');

test('a party that floods has no more under way than its share, and others are served', async () => {
  const { broker, intake, settle, said } = await bridging();
  const held: (() => void)[] = [];
  intake.answer = ({ originator }) =>
    originator === SUPPLIER
      ? new Promise((resolve) => held.push(() => resolve({ kind: 'acknowledged' })))
      : { kind: 'acknowledged' };
  const batch = encodeBatch(Array(1_000).fill(requests()[0]));
  const flood = Array.from({ length: 7 }, () => broker.publish(REQUESTS, batch));
  assert.is(held.length, UNDER_WAY_MAX);
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
  assert.is(said().filter(({ type }) => type === ACKNOWLEDGED).length, UNDER_WAY_MAX);
  intake.answer = () => ({ kind: 'acknowledged' });
  await broker.publish(REQUESTS, batch);
  assert.is(intake.submitted.length, UNDER_WAY_MAX + 1 + 1_000, 'there is room again');
});

test('what is not taken is refused by its event, and audited as one', async () => {
  const { broker, intake, settle, said } = await bridging();
  intake.answer = () => new Promise(() => {});
  const batch = encodeBatch(Array(1_000).fill(requests('json')[0]));
  for (let full = 0; full < UNDER_WAY_MAX; full += 1_000) void broker.publish(REQUESTS, batch);
  void broker.publish(REQUESTS, encodeBatch(requests('json').slice(1, 3)));
  await settle();
  const refusals = said().map((one) => decodeData('refusal', one));
  assert.equal(
    refusals.map(({ eventId, code, responseCode }) => [eventId, code, responseCode]),
    ['e1', 'e2'].map((id) => [id, 'QUEUE_FULL', 'E20']),
  );
  assert.equal(
    intake.reports.map(({ code, detail }) => [code, detail]),
    [['QUEUE_FULL', '2 events not taken: 5000 requests are under way']],
  );
});

test('a party that takes no replies is told no more than so much, and taken no more from', async () => {
  const { broker, intake, faults, settle } = await bridging();
  const { publish } = broker;
  let kept = 0;
  broker.publish = (topic, payload, options) => {
    if (topic === REQUESTS) return publish.call(broker, topic, payload, options);
    kept += 1;
    return new Promise(() => {});
  };
  const batch = encodeBatch(Array(1_000).fill(requests()[0]));
  for (let sent = 0; sent < 20; sent++) {
    await broker.publish(REQUESTS, batch);
    await settle();
  }
  assert.is(intake.submitted.length, UNDER_WAY_MAX);
  assert.is(kept, (2 * UNDER_WAY_MAX) / 50);
  assert.is(faults.length, 10, 'the rest is reported');
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

test.run();
