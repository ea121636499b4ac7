import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EmulatedFlash, PowerCut } from '../../board/emulated-flash.ts';
import type { Change } from './change.ts';
import { NOR } from './flash.ts';
import { defineLayout, valueNamed } from './layout.ts';
import { SMALL } from './power-cut.testing.ts';
import { seeded } from './scenario.testing.ts';
import {
  activeImport,
  balance,
  codeOf,
  counters,
  halfHour,
  layout,
  nextTariff,
  part,
  tariff,
} from './store.testing.ts';
import { Store } from './store.ts';

const small = defineLayout(
  SMALL,
  4,
  [
    ['balance', 48],
    ['counters', 56],
    ['filling', 300],
  ],
  [],
);

const test = suite('store, what is refused and what is lost');

test('removals cut between the page of their head and the page of their records hold all or not at all', () => {
  const puts = [balance, counters].map((value): Change => {
    return { kind: 'put', value, bytes: Uint8Array.of(1) };
  });
  const removes = [balance, counters].map((value): Change => ({ kind: 'remove', value }));
  // One byte more in each round moves the group across every boundary of a page.
  for (let length = 1; length <= 300; length++) {
    const flash = new EmulatedFlash(SMALL, small.blocks);
    const store = new Store(flash, small);
    store.commit(puts);
    store.commit([
      { kind: 'put', value: valueNamed(small, 'filling'), bytes: new Uint8Array(length) },
    ]);
    flash.cutAt({ operation: 2, when: 'before', random: () => 0 });
    try {
      store.commit(removes);
    } catch (error) {
      assert.instance(error, PowerCut);
    }
    flash.cutAt(undefined);
    const again = new Store(flash, small);
    const left = [balance, counters].filter((value) => again.get(value)).length;
    assert.ok(left === 0 || left === 2, `${left} left after ${length} bytes`);
    assert.is(again.tornTail, left === 2);
  }
});

test('a period set back is refused with nothing of its group written', () => {
  const flash = part();
  const store = new Store(flash, layout);
  store.commit([halfHour(1000, 1)]);
  const before = flash.operations;
  const changes: Change[] = [{ kind: 'put', value: balance, bytes: Uint8Array.of(1) }];
  assert.is(
    codeOf(() => store.commit([...changes, halfHour(1000, 2)])),
    'periodNotIncreasing',
  );
  assert.is(
    codeOf(() => store.commit([halfHour(1002, 2), halfHour(1001, 2)])),
    'periodNotIncreasing',
  );
  assert.is(flash.operations, before);
  assert.is(store.get(balance), undefined);
  store.commit([...changes, halfHour(1001, 3)]);
  assert.is(new Store(flash, layout).lastPeriod(activeImport), 1001);
});

test('a period set back is refused just after a page went out, too', () => {
  const flash = part();
  const store = new Store(flash, layout);
  for (let period = 0; period < activeImport.perPage; period++) store.commit([halfHour(period, 1)]);
  for (const one of [store, new Store(flash, layout)]) {
    assert.is(one.lastPeriod(activeImport), activeImport.perPage - 1);
    assert.is(
      codeOf(() => one.commit([halfHour(50, 2)])),
      'periodNotIncreasing',
    );
  }
});

test('what only a mistake brings is stopped before anything is written', () => {
  const flash = part();
  const store = new Store(flash, layout);
  const large = (value: typeof tariff): Change => ({
    kind: 'put',
    value,
    bytes: new Uint8Array(9),
  });
  assert.throws(() => store.commit([{ kind: 'put', value: balance, bytes: new Uint8Array(49) }]));
  assert.throws(() => store.commit([large(tariff), large(nextTariff)]), 'one large value');
  assert.throws(() => store.commit([{ ...halfHour(1, 1), bytes: new Uint8Array(3) }]));
  assert.throws(() => store.commit([halfHour(0.5, 1)]), '32 bits');
  assert.is(flash.operations, 0);
});

test('a block written in a later format is refused, not misread', () => {
  const flash = part();
  new Store(flash, layout).commit([halfHour(1, 1)]);
  const page = flash.pages.find((one) => one !== undefined) as Uint8Array;
  // Version 2 with the CRC-32C of that header: sequence 1, nothing before it.
  page.set([0x4d, 0x57, 2, 0]);
  const header = page.slice(0, 12);
  new DataView(page.buffer, page.byteOffset).setUint32(12, crc(header), true);
  assert.is(
    codeOf(() => new Store(flash, layout)),
    'formatNewer',
  );
});

/** Bit by bit, as in RFC 3720: a second computation beside the store's own table. */
function crc(bytes: Uint8Array): number {
  let state = ~0;
  for (const byte of bytes) {
    state ^= byte;
    for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ 0x82f63b78 : state >>> 1;
  }
  return ~state >>> 0;
}

test('a torn group is noticed once, and never again after the next commit', () => {
  const flash = part();
  const store = new Store(flash, layout);
  store.commit([halfHour(1, 1)]);
  flash.cutAt({ operation: 1, when: 'torn', random: seeded(1) });
  assert.throws(() => store.commit([halfHour(2, 1)]));
  flash.cutAt(undefined);
  assert.throws(() => store.commit([halfHour(3, 1)]), 'booted anew');
  const again = new Store(flash, layout);
  assert.ok(again.tornTail);
  again.commit([halfHour(2, 1)]);
  assert.not(new Store(flash, layout).tornTail);
});

test('a value that rots is reported for as long as it is not put again', () => {
  const flash = part();
  const store = new Store(flash, layout);
  store.commit([{ kind: 'put', value: balance, bytes: new Uint8Array(48).fill(0x5a) }]);
  const page = flash.pages.find((one) => one !== undefined) as Uint8Array;
  page[page.lastIndexOf(0x5a)] = 0x58;
  for (let round = 0; round < 600; round++) {
    store.commit([{ kind: 'put', value: counters, bytes: new Uint8Array(56).fill(round) }]);
    assert.is(store.get(balance), undefined);
  }
  const again = new Store(flash, layout);
  assert.is(again.get(balance), undefined);
  assert.is(again.damage[0]?.where, 'balance');
  again.commit([{ kind: 'put', value: balance, bytes: Uint8Array.of(1) }]);
  assert.equal(new Store(flash, layout).get(balance), Uint8Array.of(1));
  assert.equal(new Store(flash, layout).damage, []);
});

test('a layout for another part is a mistake', () => {
  const other = new EmulatedFlash({ ...NOR, programUnit: 8 }, layout.blocks);
  assert.throws(() => new Store(other, layout), 'made for this part');
});

test.run();
