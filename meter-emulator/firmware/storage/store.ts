/** All a meter must not forget: values and time series, changed in groups that hold whole or not at all. */

import { assert } from '../../../protocol/refused.ts';
import { type Append, type Change, checkedBytesMax } from './change.ts';
import type { Flash } from './flash.ts';
import { blockNamed, readLarge, writeLarge } from './large-values.ts';
import type { Layout, SeriesSpec, ValueSpec } from './layout.ts';
import { type Damage, Log } from './log.ts';
import {
  decodeAppend,
  decodeRun,
  encodeAppend,
  encodeRun,
  isFullAfter,
  lastPeriodOf,
  newOpenPage,
  type OpenPage,
  place,
} from './open-page.ts';
import {
  APPEND,
  type GroupBody,
  type LogRecord,
  POINTER,
  REMOVED,
  type RecordKind,
  RUN,
  VALUE,
} from './record.ts';
import { type Entry, flush, readSeries } from './series.ts';

const NO_BYTES = new Uint8Array(0);

export class Store {
  /** What the last boot and the reads since found rotten, each once; the firmware raises the alert. */
  readonly damage: Damage[] = [];
  readonly #flash: Flash;
  readonly #layout: Layout;
  readonly #log: Log;
  /** Position of each value's newest record; 0 means never written, or removed. */
  readonly #positions: Uint32Array;
  readonly #open: (OpenPage | undefined)[] = [];
  readonly #allocate: (bytes: number) => Uint8Array;
  readonly #note = (record: LogRecord): void => this.#index(record);
  #isCommitting = false;

  /**
   * Boots. Reads only, so a power cut during a boot changes nothing.
   * `allocate` gives the page each series in use keeps in memory. Throws `formatNewer`.
   */
  constructor(
    flash: Flash,
    layout: Layout,
    allocate: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes),
  ) {
    const { blockSize, pageSize, programUnit } = layout.geometry;
    const part = flash.geometry;
    assert(
      part.blockSize === blockSize &&
        part.pageSize === pageSize &&
        part.programUnit === programUnit,
      'the layout is made for this part',
    );
    this.#flash = flash;
    this.#layout = layout;
    this.#allocate = allocate;
    this.#positions = new Uint32Array(layout.values.length);
    this.#log = new Log(flash, layout.logBlocks);
    this.#log.mount((record) => this.#replay(record), this.damage);
  }

  /**
   * The last boot found a group that was never finished: power failed while it was written. Nothing
   * acknowledged is missing, save that rot in the very last group looks the same.
   */
  get tornTail(): boolean {
    return this.#log.isTailTorn;
  }

  /** Undefined when never put, removed, or rotten; rot is noted in `damage`. The bytes are a copy. */
  get(value: ValueSpec): Uint8Array | undefined {
    const position = this.#positions[value.id] as number;
    if (position === 0) return undefined;
    const body = this.#log.recordAt(position, value.id);
    const bytes = body && value.home === 'block' ? readLarge(this.#flash, body) : body;
    if (!bytes) this.#damaged(value.name, position);
    return bytes;
  }

  /** Every period from `from` to `to` inclusive that is still kept, gaps included, oldest first. */
  *read(series: SeriesSpec, from: number, to: number): Generator<Entry> {
    const open = this.#open[series.id];
    if (!open) return;
    yield* readSeries(this.#flash, series, open, from, to, (page) =>
      this.#damaged(series.name, page * this.#flash.geometry.pageSize),
    );
  }

  /** The next append must be later. Undefined while the series is empty. */
  lastPeriod(series: SeriesSpec): number | undefined {
    const open = this.#open[series.id];
    return open && lastPeriodOf(open);
  }

  /**
   * On return the whole group survives any power cut; before that, all of it or nothing.
   * Throws `periodNotIncreasing` with nothing changed. What the flash itself throws leaves the store
   * unusable: boot another one.
   */
  commit(changes: readonly Change[]): void {
    assert(!this.#isCommitting, 'a store whose commit failed half-way is booted anew');
    const bytes = checkedBytesMax(changes, (series) => this.lastPeriod(series));
    this.#isCommitting = true;
    // Room first: the group that opens a block copies open pages as they stood before this one.
    for (let opened = 0; !this.#log.has(bytes); opened++) {
      assert(opened <= this.#layout.logBlocks, 'the log has no room for this group');
      this.#log.open((body) => this.#copyLiving(body), this.#note);
    }
    const body = this.#log.body();
    for (const change of changes) this.#add(body, change);
    this.#log.commit(body, this.#note);
    this.#isCommitting = false;
  }

  #add(body: GroupBody, change: Change): void {
    switch (change.kind) {
      case 'put': {
        const { value, bytes } = change;
        if (value.home === 'log') body.add(VALUE, value.id, bytes);
        else body.add(POINTER, value.id, this.#writeLarge(bytes));
        return;
      }
      case 'remove':
        body.add(REMOVED, change.value.id, NO_BYTES);
        return;
      case 'append':
        this.#append(body, change);
    }
  }

  #append(body: GroupBody, { series, period, bytes, isFlagged = false }: Append): void {
    const open = this.#openPage(series);
    const isPageDone = isFullAfter(open, series, period) || series.perPage === 1;
    // After an outage longer than a page, the page goes out as it is.
    if (open.count > 0 && period >= open.first + series.perPage) flush(this.#flash, series, open);
    place(open, series, period, bytes, isFlagged);
    if (open.count === series.perPage) flush(this.#flash, series, open);
    if (isPageDone) body.add(RUN, series.id, encodeRun(series, open));
    else body.add(APPEND, series.id, encodeAppend(period, bytes, isFlagged));
  }

  #writeLarge(bytes: Uint8Array): Uint8Array {
    const named = new Set<number>();
    for (const value of this.#layout.values) {
      const position = this.#positions[value.id] as number;
      if (value.home !== 'block' || position === 0) continue;
      const pointer = this.#log.recordAt(position, value.id);
      if (pointer) named.add(blockNamed(pointer));
    }
    return writeLarge(this.#flash, this.#layout.settings, named, bytes);
  }

  /** A removed value needs no copy: its notice is never older than the record it removes. */
  #copyLiving(body: GroupBody): void {
    for (const value of this.#layout.values) {
      const position = this.#positions[value.id] as number;
      if (position === 0 || !this.#log.isInVictim(position)) continue;
      this.#copyValue(body, value, position);
    }
    for (const series of this.#layout.series) {
      const open = this.#open[series.id];
      if (open && open.since <= this.#log.victimSequence())
        body.add(RUN, series.id, encodeRun(series, open));
    }
  }

  #copyValue(body: GroupBody, value: ValueSpec, position: number): void {
    const kind: RecordKind = value.home === 'block' ? POINTER : VALUE;
    const bytes = this.#log.recordAt(position, value.id);
    if (bytes) {
      body.add(kind, value.id, bytes);
      return;
    }
    // Rotten it stays, until it is put again: never silently absent, never another record's bytes.
    body.addLost(kind, value.id);
    this.#damaged(value.name, position);
  }

  #index({ kind, id, position, sequence }: LogRecord): void {
    if (kind === VALUE || kind === POINTER || kind === REMOVED) {
      this.#positions[id] = kind === REMOVED ? 0 : position;
      return;
    }
    const open = this.#open[id];
    if (!open) return;
    if (kind === RUN || open.since === 0) open.since = sequence;
    open.ordinal = 0;
  }

  #replay(record: LogRecord): void {
    const { kind, id, body } = record;
    const series = this.#layout.series[id];
    if (series && kind === RUN) decodeRun(series, this.#openPage(series), body);
    if (series && kind === APPEND) decodeAppend(series, this.#openPage(series), body);
    this.#index(record);
  }

  #openPage(series: SeriesSpec): OpenPage {
    const open =
      this.#open[series.id] ?? newOpenPage(this.#allocate(this.#flash.geometry.pageSize));
    this.#open[series.id] = open;
    return open;
  }

  #damaged(where: string, position: number): void {
    const { blockSize } = this.#flash.geometry;
    const block = Math.floor(position / blockSize);
    const offset = position % blockSize;
    const isKnown = this.damage.some(
      (one) => one.where === where && one.block === block && one.offset === offset,
    );
    if (!isKnown) this.damage.push({ where, block, offset });
  }
}
