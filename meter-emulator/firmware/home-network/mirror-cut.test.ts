import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHex } from '../../../protocol/bytes.ts';
import { encodeCanonical } from '../../../protocol/cbor/canonical.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { START } from '../bench.testing.ts';
import { withDocument } from '../documents/documents.ts';
import { constant, GAS_METER } from '../metrology/meters.testing.ts';
import { random } from '../proofs/cut-proof.testing.ts';
import { flatGasTariff } from '../tariff/flat-tariff.ts';
import { type Device, House, performed } from './house.testing.ts';

const BURNING = constant({ activeWatts: 0, litresPerHour: 700 });
const HALF_HOUR = 1800;
const CUTS = ['before', 'torn', 'after'] as const;

/** A proxy that is about to hear of a half-hour and of a new table. */
function aboutToHear() {
  const house = new House();
  const gas = house.add('gas', BURNING, GAS_METER);
  const proxy = house.add('gasProxy');
  house.join(gas, proxy);
  for (const { meter } of [proxy, gas]) meter.run(START + HALF_HOUR);
  const { state } = gas.meter;
  Object.assign(state, withDocument(state, 'tariff', flatGasTariff(7000, 30_000)));
  proxy.meter.run(START + 2 * HALF_HOUR - 1);
  return { house, gas, proxy };
}

function readingOf(device: Device): string {
  const { status, content } = performed(device, readInstantaneousImportRegisters, {});
  return status === 0 && content ? toHex(encodeCanonical(content)) : 'unknown';
}

const test = suite('power cuts at a gas proxy');

test('leave the waking before, the new one, or nothing to read; the next mends all', () => {
  const clean = aboutToHear();
  const before = readingOf(clean.proxy);
  clean.proxy.flash.cutAt(undefined);
  clean.gas.meter.run(START + 2 * HALF_HOUR);
  const operations = clean.proxy.flash.operations;
  const after = readingOf(clean.proxy);
  assert.is.not(after, before);
  assert.ok(operations >= 3, 'entries, a table, and how it stands');
  for (let operation = 1; operation <= operations; operation++)
    for (const [seed, when] of CUTS.entries()) {
      const { house, gas, proxy } = aboutToHear();
      proxy.flash.cutAt({ operation, when, random: random(operation * CUTS.length + seed) });
      assert.throws(() => gas.meter.run(START + 2 * HALF_HOUR));
      proxy.flash.cutAt(undefined);
      house.reboot(proxy);
      assert.ok([before, after, 'unknown'].includes(readingOf(proxy)), `${when} ${operation}`);
      gas.meter.wake();
      assert.is(readingOf(proxy), readingOf(gas), `${when} ${operation}`);
    }
});

test.run();
