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

test('the voltage is what is usual in GB, and sags with the load', () => {
  const home = new SimulatedHome('singleElement', 'c');
  const seen = Array.from({ length: 48 * 365 }, (_, halfHour) => {
    const { activeWatts, voltageDecivolts: [decivolts = 0] = [] } = home.measure(
      DAY + halfHour * 1_800,
    );
    assert.ok(decivolts > 2_160 && decivolts < 2_530, `${decivolts}`);
    return { activeWatts, decivolts };
  }).sort((a, b) => a.activeWatts - b.activeWatts);
  assert.ok((seen[0]?.decivolts ?? 0) > (seen.at(-1)?.decivolts ?? 0));
});

test.run();
