import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EmulatedFlash } from '../board/emulated-flash.ts';
import { NOR } from '../firmware/storage/flash.ts';
import { seeded } from '../firmware/storage/scenario.testing.ts';
import { FleetFlash, FleetMemory } from './fleet-flash.ts';

const BLOCKS = 3;
const PAGES = (BLOCKS * NOR.blockSize) / NOR.pageSize;

const test = suite('fleet flash');

function content(flash: FleetFlash | EmulatedFlash): Uint8Array {
  const bytes = new Uint8Array(BLOCKS * NOR.blockSize);
  flash.read(0, bytes, bytes.length);
  return bytes;
}

test('many meters that adopt, program and erase each show what a part of their own would', () => {
  const memory = new FleetMemory(NOR);
  const random = seeded(9);
  const below = (limit: number) => Math.floor(random() * limit);
  const meters: { fleet: FleetFlash; own: EmulatedFlash }[] = [
    { fleet: new FleetFlash(memory, BLOCKS), own: new EmulatedFlash(NOR, BLOCKS) },
  ];
  for (let step = 0; step < 3000; step++) {
    const meter = meters[below(meters.length)] as (typeof meters)[0];
    const page = below(PAGES);
    if (step % 300 === 299) {
      const fleet = new FleetFlash(memory, BLOCKS);
      fleet.adopt(meter.fleet);
      meters.push({ fleet, own: meter.own.clone() });
    } else if (meter.own.pages[page]) {
      const block = Math.floor((page * NOR.pageSize) / NOR.blockSize);
      meter.fleet.erase(block);
      meter.own.erase(block);
    } else {
      const bytes = Uint8Array.from({ length: 32 }, () => below(256));
      for (const flash of [meter.fleet, meter.own]) flash.program(page * NOR.pageSize + 64, bytes);
    }
    if (step % 50 === 0)
      for (const { fleet, own } of meters) assert.equal(content(fleet), content(own));
  }
  assert.is(meters.length, 11);
  for (const { fleet } of meters) for (let block = 0; block < BLOCKS; block++) fleet.erase(block);
  assert.is(memory.pages.pagesUsed + memory.tables.pagesUsed, 0);
});

test('adopting costs no page until something is programmed, then one', () => {
  const memory = new FleetMemory(NOR);
  const template = new FleetFlash(memory, BLOCKS);
  for (let page = 0; page < PAGES; page++) template.program(page * 256, new Uint8Array(128));
  const before = memory.pages.pagesUsed;
  const meters = Array.from({ length: 100 }, () => new FleetFlash(memory, BLOCKS));
  for (const meter of meters) meter.adopt(template);
  assert.is(memory.pages.pagesUsed, before);
  meters[0]?.program(128, new Uint8Array(16));
  assert.is(memory.pages.pagesUsed, before + 1);
});

test('only a blank flash adopts', () => {
  const memory = new FleetMemory(NOR);
  const [one, two] = [new FleetFlash(memory, BLOCKS), new FleetFlash(memory, BLOCKS)];
  one.program(0, new Uint8Array(16));
  assert.throws(() => one.adopt(two), 'only a blank flash adopts');
});

test('released pages serve other meters at once', () => {
  const memory = new FleetMemory(NOR);
  const one = new FleetFlash(memory, BLOCKS);
  one.program(0, new Uint8Array(16));
  one.release(0);
  assert.is(memory.pages.pagesUsed, 0);
  assert.ok(content(one).every((byte) => byte === 0xff));
});

test.run();
