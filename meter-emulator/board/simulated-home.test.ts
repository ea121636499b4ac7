import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SimulatedHome } from './simulated-home.ts';

const DAY = 1_894_665_600;
const HOUR = 3_600;
const KINDS = ['singleElement', 'twinElement', 'polyphase', 'gas'] as const;

const test = suite('simulated home');

test('each kind of meter sees what its chip measures, the same for the same seed', () => {
  const at = (kind: (typeof KINDS)[number]) => new SimulatedHome(kind, 'a').measure(DAY + 3 * HOUR);
  assert.is(at('singleElement').voltageDecivolts?.length, 1);
  assert.is(at('polyphase').voltageDecivolts?.length, 3);
  assert.is(at('singleElement').secondaryWatts, undefined);
  assert.is(at('twinElement').secondaryWatts, 2_400);
  assert.ok((at('gas').litresPerHour ?? 0) > 0);
  assert.is(at('gas').activeWatts, 0);
  assert.equal(at('polyphase'), at('polyphase'));
});

test('nothing changes between the changes it tells of', () => {
  for (const kind of KINDS) {
    const home = new SimulatedHome(kind, 'b');
    for (let at = DAY; at < DAY + 24 * HOUR; at = home.nextChange(at))
      assert.equal(home.measure(home.nextChange(at) - 1), home.measure(at), `${kind} at ${at}`);
  }
});

test.run();
