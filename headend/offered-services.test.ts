/** What the head-end tells its users that it offers. */
import { connectAsync } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startHeadEnd } from './head-end.ts';
import { offeredServices } from './offered-services.ts';

const references = (...authorities: Parameters<typeof offeredServices>) =>
  offeredServices(...authorities).map(({ reference }) => reference);

const test = suite('offered services');

test('what nobody may ask for, or nobody would sign, is not offered', () => {
  const eui64 = '90-B3-D5-1F-30-00-00-03';
  const signer = { eui64, signingSecret: new Uint8Array(32) };
  const alone = references({});
  const signed = references({ changeOfSupplier: signer, handover: signer });
  for (const reference of ['1.1.1', '2.2', '7.2', '8.2', '8.13', '12.1'])
    assert.ok(alone.includes(reference), reference);
  for (const reference of ['7.16', '6.21', '6.23']) assert.not(alone.includes(reference));
  assert.ok(signed.includes('6.23') && !signed.includes('7.16'));
});

test('a running head-end says it to whoever comes, and what it is when it stops', async () => {
  const headEnd = await startHeadEnd({ host: '127.0.0.1', httpPort: 0, mqtt: { port: 0 } });
  const username = 'party:90b3d51f30010000';
  const party = await connectAsync(`mqtt://127.0.0.1:${headEnd.mqttPort}`, { username });
  const heard: Record<string, unknown>[] = [];
  party.on('message', (_topic, payload) => heard.push(JSON.parse(String(payload))));
  await party.subscribeAsync('market/v1/status', { qos: 1 });
  await headEnd.stop();
  while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(
    heard.map(({ status }) => status),
    ['open', 'stopping'],
  );
  assert.equal(heard[0]?.['services'], references({}));
  await party.endAsync(true);
});

test.run();
