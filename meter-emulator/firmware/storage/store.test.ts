import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EmulatedFlash } from '../../board/emulated-flash.ts';
import type { Change } from './change.ts';
import { NOR } from './flash.ts';
import { defineLayout } from './layout.ts';
import { difference, expectations, seeded } from './scenario.testing.ts';
import {
  activeImport,
  balance,
  counters,
  dailyReads,
  halfHour,
  layout,
  nextTariff,
  part,
  tariff,
  wattHours,
} from './store.testing.ts';
import { Store } from './store.ts';

const test = suite('store');

test('a blank part holds nothing and shows no damage', () => {
  const store = new Store(part(), layout);
  assert.is(store.get(balance), undefined);
  assert.is(store.lastPeriod(activeImport), undefined);
  assert.equal([...store.read(activeImport, 0, 0xffffffff)], []);
  assert.not(store.tornTail);
  assert.equal(store.damage, []);
});

test('the newest value of each name outlives a reboot', () => {
  const flash = part();
  const store = new Store(flash, layout);
  store.commit([{ kind: 'put', value: balance, bytes: Uint8Array.of(1, 2, 3) }]);
  store.commit([
    { kind: 'put', value: balance, bytes: Uint8Array.of(9) },
    { kind: 'put', value: counters, bytes: new Uint8Array(56).fill(5) },
  ]);
  for (const one of [store, new Store(flash, layout)]) {
    assert.equal(one.get(balance), Uint8Array.of(9));
    assert.equal(one.get(counters), new Uint8Array(56).fill(5));
  }
});

test('a boot writes nothing', () => {
  const flash = part();
  new Store(flash, layout).commit([halfHour(1, 5)]);
  const before = flash.operations;
  new Store(flash, layout);
  assert.is(flash.operations, before);
});

test('a range of half-hours is read back with its gaps and flags', () => {
  const flash = part();
  const store = new Store(flash, layout);
  store.commit([halfHour(1000, 250), halfHour(1001, 260, true)]);
  store.commit([halfHour(1004, 270)]);
  const entries = [...new Store(flash, layout).read(activeImport, 1001, 1004)];
  assert.equal(entries.map(wattHours), [260, undefined, undefined, 270]);
  assert.equal(
    entries.map((entry) => [entry.period, entry.isFlagged]),
    [
      [1001, true],
      [1002, false],
      [1003, false],
      [1004, false],
    ],
  );
});

test('a ring that went round keeps at least its depth, in order', () => {
  const flash = part();
  const store = new Store(flash, layout);
  for (let period = 0; period < 6000; period++) store.commit([halfHour(period, period)]);
  for (const one of [store, new Store(flash, layout)]) {
    const entries = [...one.read(activeImport, 0, 0xffffffff)];
    assert.ok(entries.length >= activeImport.depth);
    assert.equal(
      entries.map(wattHours),
      entries.map((_, index) => 6000 - entries.length + index),
    );
    assert.equal([...one.read(activeImport, 5700, 5702)].map(wattHours), [5700, 5701, 5702]);
    assert.is(one.lastPeriod(activeImport), 5999);
  }
});

test('entries as wide as a page go round as well', () => {
  const store = new Store(part(), layout);
  for (let day = 0; day < 200; day++)
    store.commit([
      { kind: 'append', series: dailyReads, period: day, bytes: new Uint8Array(236).fill(day) },
    ]);
  const days = [...store.read(dailyReads, 0, 0xffffffff)].map((entry) => entry.bytes?.[0]);
  assert.ok(days.length >= 31);
  assert.equal(
    days.slice(-31),
    Array.from({ length: 31 }, (_, index) => 169 + index),
  );
});

test('an outage longer than a page leaves a gap in the history', () => {
  const store = new Store(part(), layout);
  store.commit([halfHour(10, 1)]);
  store.commit([halfHour(500, 2)]);
  const entries = [...store.read(activeImport, 0, 1000)];
  assert.equal(
    entries.filter((entry) => entry.bytes).map((entry) => entry.period),
    [10, 500],
  );
});

test('large values take turns in their blocks and one more', () => {
  const flash = part();
  const store = new Store(flash, layout);
  for (let round = 0; round < 30; round++) {
    const value = round % 2 === 0 ? tariff : nextTariff;
    store.commit([{ kind: 'put', value, bytes: new Uint8Array(4096 - round).fill(round) }]);
  }
  const again = new Store(flash, layout);
  assert.equal(again.get(tariff), new Uint8Array(4096 - 28).fill(28));
  assert.equal(again.get(nextTariff), new Uint8Array(4096 - 29).fill(29));
});

test('a removed value stays away after a reboot and after the log went round', () => {
  const flash = part();
  const store = new Store(flash, layout);
  store.commit([
    { kind: 'put', value: balance, bytes: Uint8Array.of(7) },
    { kind: 'put', value: tariff, bytes: new Uint8Array(100) },
  ]);
  store.commit([
    { kind: 'remove', value: balance },
    { kind: 'remove', value: tariff },
  ]);
  for (let round = 0; round < 1000; round++) {
    if (round % 50 === 0) assert.is(new Store(flash, layout).get(balance), undefined);
    store.commit([{ kind: 'put', value: counters, bytes: new Uint8Array(56).fill(round) }]);
  }
  assert.is(store.get(balance), undefined);
  assert.is(new Store(flash, layout).get(tariff), undefined);
  store.commit([{ kind: 'put', value: balance, bytes: Uint8Array.of(8) }]);
  assert.equal(new Store(flash, layout).get(balance), Uint8Array.of(8));
});

test('groups up to the layout’s limit always find room', () => {
  const values = Array.from({ length: 10 }, (_, index) => [`value${index}`, 300] as const);
  const tight = defineLayout(NOR, 3, values, []);
  assert.ok(tight.groupBytesMax > 900);
  const store = new Store(new EmulatedFlash(NOR, tight.blocks), tight);
  const random = seeded(5);
  for (let round = 0; round < 3000; round++) {
    const value = tight.values[Math.floor(random() * 10)] as typeof balance;
    const twice = { kind: 'put', value, bytes: new Uint8Array(300).fill(round) } as const;
    store.commit([twice, twice, twice]);
    assert.is(store.get(value)?.[299], round & 0xff);
  }
});

test('any order of changes and reboots shows what a plain model shows', async () => {
  const step = fc.record({
    what: fc.constantFrom('balance', 'counters', 'tariff', 'remove', 'import', 'reads', 'boot'),
    skip: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(300) }),
    seed: fc.nat(0xffff),
  });
  await fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), (steps) => {
      const flash = part();
      let store = new Store(flash, layout);
      const groups: Change[][] = [];
      const next = new Map<number, number>();
      for (const { what, skip, seed } of steps) {
        if (what === 'boot') store = new Store(flash, layout);
        const group = groupFor(what, skip, seed, next);
        store.commit(group);
        groups.push(group);
      }
      const last = expectations(layout, groups).at(-1);
      assert.ok(last);
      assert.is(difference(store, layout, last), undefined);
      assert.is(difference(new Store(flash, layout), layout, last), undefined);
    }),
    { seed: 20, numRuns: 60 },
  );
});

function groupFor(what: string, skip: number, seed: number, next: Map<number, number>): Change[] {
  const random = seeded(seed);
  const bytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 255));
  const append = (series: typeof activeImport): Change => {
    const period = (next.get(series.id) ?? 0) + skip;
    next.set(series.id, period + 1);
    const isFlagged = random() < 0.2;
    return { kind: 'append', series, period, bytes: bytes(series.entryBytes), isFlagged };
  };
  switch (what) {
    case 'balance':
      return [{ kind: 'put', value: balance, bytes: bytes(48) }, append(activeImport)];
    case 'counters':
      return [{ kind: 'put', value: counters, bytes: bytes(56) }];
    case 'tariff':
      return [{ kind: 'put', value: tariff, bytes: bytes(1 + (seed % 4096)) }];
    case 'remove':
      return [{ kind: 'remove', value: seed % 2 === 0 ? balance : tariff }];
    case 'import':
      return Array.from({ length: 40 }, () => append(activeImport));
    case 'reads':
      return [append(dailyReads), append(dailyReads)];
    default:
      return [];
  }
}

test.run();
