import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { disableSupply } from '../../protocol/services/disable-supply.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { topUpDevice } from '../../protocol/services/top-up-device.ts';
import { updatePaymentMode } from '../../protocol/services/update-payment-mode.ts';
import { Bench, utrn } from './bench.testing.ts';

const FRAMES = 100_000;

/** Xorshift, so that every run mutates alike. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One to four changes: a bit, a byte, a piece cut out, doubled, swapped with another message's, an end. */
function mutate(messages: readonly Uint8Array[], below: (n: number) => number): Uint8Array {
  const any = () => messages[below(messages.length)] as Uint8Array;
  let bytes = any().slice();
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(bytes.length + 1);
    const length = below(bytes.length - at + 1);
    switch (below(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
        break;
      case 1:
        if (at < bytes.length) bytes[at] = below(256);
        break;
      case 2:
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
        break;
      case 3:
        bytes = Uint8Array.from([...bytes.subarray(0, at + length), ...bytes.subarray(at)]);
        break;
      case 4:
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...any().subarray(at)]);
        break;
      default:
        bytes = bytes.slice(0, at);
    }
  }
  return bytes;
}

const test = suite('mutated messages');

test('none of 100,000 is obeyed, none throws, and nothing changes', () => {
  const bench = new Bench();
  const { headEnd } = bench;
  const originals = [
    headEnd.command(disableSupply, {}),
    headEnd.command(readInstantaneousImportRegisters, {}),
    headEnd.command(topUpDevice, { utrn: utrn(1, 10) }),
    headEnd.command(updatePaymentMode, { mode: { credit: {} } }),
  ];
  const untouched = new Set(originals.map(String));
  const before = bench.meter.state;
  const { operations } = bench.flash;
  const below = generator(20_301_115);
  let tried = 0;
  while (tried < FRAMES) {
    const message = mutate(originals, below);
    if (untouched.has(String(message))) continue;
    bench.meter.receive('command', message);
    tried++;
  }
  assert.is(bench.meter.state, before);
  assert.is(bench.flash.operations, operations);
  assert.equal(bench.sent, []);
  const refused = [...bench.meter.refused.values()].reduce((sum, count) => sum + count, 0);
  assert.is(refused, FRAMES);
  for (const original of originals) assert.ok(bench.deliver(original), 'the originals are obeyed');
});
test.run();
