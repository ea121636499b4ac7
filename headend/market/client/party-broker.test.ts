/** A party's connection ends although its broker has gone. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EmbeddedBroker } from '../../transport/embedded-broker.ts';
import { SUPPLIER } from '../market.testing.ts';
import { openPartyBroker } from './party-broker.ts';

const test = suite('party broker');

test('it is closed at once when the broker is away', async () => {
  const broker = await EmbeddedBroker.open({ host: '127.0.0.1', port: 0 });
  const party = await openPartyBroker({ url: `mqtt://127.0.0.1:${broker.port}`, party: SUPPLIER });
  await broker.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  // What is on its way then has nobody to take it, and gentle closing would wait for that.
  party.publish('market/v1/x/requests', Uint8Array.of(1)).catch(() => {});
  const late = new Promise((resolve) => setTimeout(() => resolve('late'), 5_000).unref());
  assert.is(await Promise.race([party.close().then(() => 'closed'), late]), 'closed');
});

test.run();
