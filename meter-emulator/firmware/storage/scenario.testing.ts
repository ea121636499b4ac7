/** A meter's storage life in a few hundred commits, and what must be readable after each. */

import { toHex } from '../../../protocol/bytes.ts';
import type { Change } from './change.ts';
import type { Geometry } from './flash.ts';
import { defineLayout, type Layout, seriesNamed, valueNamed } from './layout.ts';
import type { Store } from './store.ts';

/** A seeded source of numbers in 0..1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Short series, so that the rings go round within the scenario. */
export function scenarioLayout(geometry: Geometry): Layout {
  const wide = geometry.pageSize - 20;
  return defineLayout(
    geometry,
    4,
    [
      ['clock', 8],
      ['balance', 32],
      ['registers', 64],
      ['counters', 32],
      ['recentUtrns', 40],
      ['tariff', geometry.blockSize, 'block'],
      ['nextTariff', geometry.blockSize, 'block'],
    ],
    [
      ['activeImport', 2, 200],
      ['averageVoltage', 2, 120],
      ['dailyConsumption', 4, 31],
      ['dailyReads', wide, 10],
      ['events', 16, 20],
    ],
  );
}

/** Makes changes with random content and periods that follow on. */
class Writer {
  readonly #layout: Layout;
  readonly #random = seeded(7);
  readonly #periods = new Map<string, number>();

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  put(name: string, length: number): Change {
    return { kind: 'put', value: valueNamed(this.#layout, name), bytes: this.#bytes(length) };
  }

  remove(name: string): Change {
    return { kind: 'remove', value: valueNamed(this.#layout, name) };
  }

  append(name: string, skip = 0): Change {
    const series = seriesNamed(this.#layout, name);
    const period = (this.#periods.get(name) ?? 1000) + 1 + skip;
    this.#periods.set(name, period);
    const isFlagged = this.#random() < 0.2;
    return { kind: 'append', series, period, bytes: this.#bytes(series.entryBytes), isFlagged };
  }

  /** Never FF, which would read as a gap. */
  #bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => Math.floor(this.#random() * 255));
  }
}

/** Half hours, messages, top-ups, tariffs, daily reads of two pages in one group, an outage, removals. */
export function scenario(layout: Layout, commits: number): Change[][] {
  const writer = new Writer(layout);
  return Array.from({ length: commits }, (_, index) => group(writer, index, layout));
}

function group(writer: Writer, index: number, layout: Layout): Change[] {
  if (index % 60 === 59)
    return [writer.put('tariff', layout.geometry.blockSize), writer.append('events')];
  if (index % 100 === 50) return [writer.put('nextTariff', 300), writer.put('balance', 24)];
  if (index % 100 === 70) return [writer.remove('nextTariff'), writer.remove('recentUtrns')];
  if (index % 24 === 23)
    return [
      writer.append('dailyConsumption'),
      writer.append('dailyReads'),
      writer.append('dailyReads'),
    ];
  if (index % 200 === 130) return [writer.append('activeImport', 400), writer.append('events')];
  const step = index % 7;
  if (step < 3) return halfHour(writer, index);
  if (step < 5) return [writer.put('counters', 32)];
  if (step < 6) return [writer.put('counters', 32), writer.append('events')];
  return [writer.put('balance', 24), writer.put('recentUtrns', 40), writer.append('events')];
}

function halfHour(writer: Writer, index: number): Change[] {
  return [
    writer.put('registers', 60),
    writer.put('balance', 24),
    writer.put('clock', 8),
    writer.append('activeImport', index % 35 === 1 ? 3 : 0),
    writer.append('activeImport'),
    writer.append('activeImport'),
    writer.append('averageVoltage'),
    writer.append('averageVoltage'),
  ];
}

/** Values in hexadecimal, empty when absent; entries as `period=hex`, `!` when flagged. */
export type Expected = {
  readonly values: readonly string[];
  readonly series: readonly (readonly string[])[];
};

/** What a store must show after the first n groups, for every n: the plain model. */
export function expectations(layout: Layout, groups: readonly Change[][]): Expected[] {
  const values = layout.values.map(() => '');
  const series: string[][] = layout.series.map(() => []);
  const states: Expected[] = [{ values: [...values], series: series.map((rows) => [...rows]) }];
  for (const changes of groups) {
    for (const change of changes) {
      if (change.kind === 'put') values[change.value.id] = toHex(change.bytes);
      else if (change.kind === 'remove') values[change.value.id] = '';
      else series[change.series.id]?.push(row(change.period, change.bytes, change.isFlagged));
    }
    states.push({ values: [...values], series: series.map((rows) => [...rows]) });
  }
  return states;
}

function row(period: number, bytes: Uint8Array, isFlagged = false): string {
  return `${period}=${toHex(bytes)}${isFlagged ? '!' : ''}`;
}

function periodOf(text: string): number {
  return Number(text.split('=')[0]);
}

/** Undefined when the store shows exactly this state, else the first difference. */
export function difference(store: Store, layout: Layout, expected: Expected): string | undefined {
  for (const value of layout.values) {
    const bytes = store.get(value);
    if ((bytes ? toHex(bytes) : '') !== expected.values[value.id]) return value.name;
  }
  for (const one of layout.series) {
    const shown: string[] = [];
    for (const { period, bytes, isFlagged } of store.read(one, 0, 0xffffffff))
      if (bytes) shown.push(row(period, bytes, isFlagged));
    const all = expected.series[one.id] as readonly string[];
    const last = periodOf(all.at(-1) ?? '');
    if (shown.length < all.filter((text) => periodOf(text) > last - one.depth).length)
      return `${one.name}: ${shown.length} shown`;
    const tail = all.slice(all.length - shown.length);
    const wrong = shown.findIndex((text, index) => text !== tail[index]);
    if (wrong >= 0) return `${one.name}: ${shown[wrong]} for ${tail[wrong]}`;
    if ((store.lastPeriod(one) ?? 0) !== last) return `${one.name}: last period`;
  }
  return store.damage.length > 0 ? `damage ${JSON.stringify(store.damage[0])}` : undefined;
}
