import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { Bench, START } from '../bench.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { RefusalCounts } from './refusal-counts.ts';

const test = suite('what was refused, counted');

test('no more kinds are told at once than a group holds; the rest waits with its count', () => {
  const counts = new RefusalCounts();
  for (let n = 0; n < 5; n++) counts.message('ENVELOPE_FORM');
  counts.message('ENVELOPE_AUTHENTICATION');
  for (let n = 0; n < 2; n++) counts.event('topUpNotAuthentic');
  assert.equal(counts.take(2), [
    { name: 'unusualMalformedCommands', detail: 5 },
    { name: 'trustedSourceAuthenticationFailed', detail: 1 },
  ]);
  counts.message('ENVELOPE_REPLAY');
  assert.equal(counts.take(2), [
    { name: 'topUpNotAuthentic', detail: 2 },
    { name: 'unusualMalformedCommands', detail: 1 },
  ]);
  assert.equal(counts.take(2), []);
  assert.is(counts.byCode.get('ENVELOPE_FORM'), 5, 'counted on since the boot');
});

test('a meter without a time tells of it too, within half an hour', () => {
  const settings = { ...DEFAULT_SETTINGS, clock: { offsetSeconds: 0, status: 'invalid' } as const };
  const bench = new Bench({ settings });
  bench.meter.receive('command', Uint8Array.of(0));
  bench.meter.run(START + 1800);
  assert.equal(bench.alerts(), [alertCodes.unusualMalformedCommands]);
});
test.run();
