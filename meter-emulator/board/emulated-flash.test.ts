import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NOR } from '../firmware/storage/flash.ts';
import { seeded } from '../firmware/storage/scenario.testing.ts';
import { type Cut, EmulatedFlash, PowerCut } from './emulated-flash.ts';

const test = suite('emulated flash');

function bytesAt(flash: EmulatedFlash, address: number, length: number): number[] {
  const bytes = new Uint8Array(length);
  flash.read(address, bytes, length);
  return [...bytes];
}

function cutAt(flash: EmulatedFlash, when: Cut['when'], seed: number, act: () => void): void {
  flash.cutAt({ operation: 1, when, random: seeded(seed) });
  assert.throws(act, (error: unknown) => error instanceof PowerCut);
  flash.cutAt(undefined);
}

test('a blank part reads FF, across pages and blocks', () => {
  const flash = new EmulatedFlash(NOR, 2);
  flash.program(4096 - 256 + 240, new Uint8Array(16));
  assert.equal(bytesAt(flash, 4094, 4), [0, 0, 0xff, 0xff]);
});

test('a unit is programmed once between erases', () => {
  const flash = new EmulatedFlash(NOR, 1);
  flash.program(16, new Uint8Array(16).fill(0x5a));
  assert.throws(() => flash.program(16, new Uint8Array(16)), 'programmed twice at 16');
  flash.erase(0);
  flash.program(16, new Uint8Array(16));
  assert.equal(flash.erases[0], 1);
});

test('a program is whole units inside one page of the part', () => {
  const flash = new EmulatedFlash(NOR, 1);
  assert.throws(() => flash.program(8, new Uint8Array(16)), 'whole program units');
  assert.throws(() => flash.program(0, new Uint8Array(8)), 'whole program units');
  assert.throws(() => flash.program(240, new Uint8Array(32)), 'inside one page');
  assert.throws(() => flash.program(4096, new Uint8Array(16)), 'inside the part');
  assert.throws(() => flash.erase(1), 'inside the part');
});

test('power that fails before an operation leaves it undone, after it, done', () => {
  const flash = new EmulatedFlash(NOR, 1);
  cutAt(flash, 'before', 1, () => flash.program(0, new Uint8Array(16)));
  assert.equal(bytesAt(flash, 0, 16), Array(16).fill(0xff));
  cutAt(flash, 'after', 1, () => flash.program(0, new Uint8Array(16)));
  assert.equal(bytesAt(flash, 0, 16), Array(16).fill(0));
  cutAt(flash, 'before', 1, () => flash.erase(0));
  assert.equal(bytesAt(flash, 0, 16), Array(16).fill(0));
});

test('a torn program only clears bits it was to clear, the same ones for the same seed', () => {
  const wanted = Array.from({ length: 256 }, (_, index) => index);
  for (let seed = 0; seed < 50; seed++) {
    const [one, two] = [new EmulatedFlash(NOR, 1), new EmulatedFlash(NOR, 1)];
    for (const flash of [one, two])
      cutAt(flash, 'torn', seed, () => flash.program(0, Uint8Array.from(wanted)));
    const torn = bytesAt(one, 0, 256);
    assert.equal(bytesAt(two, 0, 256), torn);
    assert.ok(torn.every((byte, index) => (byte & (wanted[index] as number)) === wanted[index]));
  }
});

test('a torn erase leaves the rest of the part alone', () => {
  const flash = new EmulatedFlash(NOR, 2);
  flash.program(0, new Uint8Array(256));
  flash.program(4096, new Uint8Array(256).fill(7));
  cutAt(flash, 'torn', 3, () => flash.erase(0));
  assert.not.equal(bytesAt(flash, 0, 256), Array(256).fill(0));
  assert.equal(bytesAt(flash, 4096, 256), Array(256).fill(7));
});

test('a copy goes its own way', () => {
  const flash = new EmulatedFlash(NOR, 1);
  flash.program(0, new Uint8Array(16));
  const copy = flash.clone();
  copy.erase(0);
  assert.equal(bytesAt(flash, 0, 2), [0, 0]);
  assert.equal(bytesAt(copy, 0, 2), [0xff, 0xff]);
});

test.run();
