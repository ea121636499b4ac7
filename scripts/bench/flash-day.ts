/** The storage traffic of one ordinary day of one meter, as the wear and fleet benchmarks write it. */

import type { Change } from '../../meter-emulator/firmware/storage/change.ts';
import type { Geometry } from '../../meter-emulator/firmware/storage/flash.ts';
import {
  defineLayout,
  type Layout,
  type SeriesSpec,
  seriesNamed,
  type ValueSpec,
  valueNamed,
} from '../../meter-emulator/firmware/storage/layout.ts';
import type { Store } from '../../meter-emulator/firmware/storage/store.ts';

/** Protected messages a day, each answered. */
export type Traffic = { readonly messages: number };
export const ORDINARY: Traffic = { messages: 100 };

const HALF_HOURS = 48;
/** A daily read of 59 registers of 8 bytes. */
const READ_BYTES = 59 * 8;

/** What an ordinary electricity meter keeps: 13 months of half-hours, 3 of the others; 31 daily reads. */
export function benchLayout(geometry: Geometry, logBlocks: number, elements: 1 | 2 = 1): Layout {
  // Reads of 472 bytes are cut into entries of one page each.
  const wide = geometry.pageSize - 20;
  const perRead = Math.ceil(READ_BYTES / wide);
  return defineLayout(
    geometry,
    logBlocks,
    [
      ['clock', 8],
      ['balance', 48],
      ['registers', 160],
      ['supply', 8],
      ['counters', 56],
      ['recentUtrns', 80],
      ['lastAnswer', 160],
      ['credentials', geometry.blockSize < 4096 ? 96 : 200],
      ['tariff', geometry.blockSize, 'block'],
      ['nextTariff', geometry.blockSize, 'block'],
    ],
    [
      ['activeImport', 2, 19_056],
      ...(elements === 2 ? [['activeImportSecond', 2, 19_056] as const] : []),
      ['reactiveImport', 2, 4_464],
      ['activeExport', 2, 4_464],
      ['reactiveExport', 2, 4_464],
      ['averageVoltage', 2, 4_320],
      ['dailyConsumption', 4, 731],
      ['dailyReads', wide, 31 * perRead],
      ['billing', wide, 24 * perRead],
      ['events', 16, 100],
      ['security', 16, 100],
    ],
  );
}

/** Days written to one store after another; shared by meters, as content does not matter. */
export class Day {
  readonly layout: Layout;
  commits = 0;
  readonly #value: ReadonlyMap<string, ValueSpec>;
  readonly #series: ReadonlyMap<string, SeriesSpec>;
  readonly #bytes: Record<number, Uint8Array> = {};
  #noise = 1;

  constructor(layout: Layout) {
    this.layout = layout;
    this.#value = new Map(layout.values.map(({ name }) => [name, valueNamed(layout, name)]));
    this.#series = new Map(layout.series.map(({ name }) => [name, seriesNamed(layout, name)]));
  }

  run(store: Store, day: number, { messages }: Traffic): void {
    let sent = 0;
    for (let half = 0; half < HALF_HOURS; half++) {
      this.#halfHour(store, day * HALF_HOURS + half);
      for (; sent < (messages / HALF_HOURS) * (half + 1); sent++)
        this.#commit(store, [this.#put('counters', 56), this.#put('lastAnswer', 120)]);
    }
    if (day % 2 === 0)
      this.#commit(store, [
        this.#put('balance', 40),
        this.#put('recentUtrns', 80),
        this.#append('events', day),
      ]);
    this.#midnight(store, day);
    if (day % 90 === 0) this.#commit(store, [this.#put('tariff', this.layout.geometry.blockSize)]);
  }

  #halfHour(store: Store, period: number): void {
    const isTwin = this.#series.has('activeImportSecond');
    this.#commit(store, [
      this.#put('registers', 120),
      this.#put('balance', 40),
      this.#put('clock', 8),
      this.#append('activeImport', period),
      ...(isTwin ? [this.#append('activeImportSecond', period)] : []),
      this.#append('reactiveImport', period),
      this.#append('activeExport', period),
      this.#append('reactiveExport', period),
      ...[0, 1, 2].map((third) => this.#append('averageVoltage', period * 3 + third)),
    ]);
  }

  #midnight(store: Store, day: number): void {
    this.#commit(store, [this.#append('dailyConsumption', day), ...this.#read('dailyReads', day)]);
    if (day % 30 === 0) this.#commit(store, this.#read('billing', day));
  }

  #read(name: string, day: number): Change[] {
    const parts = Math.ceil(READ_BYTES / (this.#series.get(name) as SeriesSpec).entryBytes);
    return Array.from({ length: parts }, (_, part) => this.#append(name, day * parts + part));
  }

  #commit(store: Store, changes: Change[]): void {
    store.commit(changes);
    this.commits++;
  }

  #put(name: string, length: number): Change {
    return { kind: 'put', value: this.#value.get(name) as ValueSpec, bytes: this.#filled(length) };
  }

  #append(name: string, period: number): Change {
    const series = this.#series.get(name) as SeriesSpec;
    return { kind: 'append', series, period, bytes: this.#filled(series.entryBytes) };
  }

  #filled(length: number): Uint8Array {
    const bytes = this.#bytes[length] ?? new Uint8Array(length);
    this.#bytes[length] = bytes;
    this.#noise = (Math.imul(this.#noise, 1103515245) + 12345) & 0x7fffffff;
    bytes[0] = this.#noise >>> 16;
    return bytes;
  }
}
