/**
 * Many meters' flash in one process: the same contract, kept compactly. Pages lie in one slab; a page
 * that was programmed whole never changes until its erase, so meters may share it, counted by owner.
 */

import { putU32, u32 } from '../../protocol/bytes.ts';
import { assert } from '../../protocol/refused.ts';
import type { Flash, Geometry } from '../firmware/storage/flash.ts';

const CHUNK_PAGES = 4096;

/** Pages of one size, handed out by number and counted by owner. Number 0 means none. */
export class PageSlab {
  readonly pageSize: number;
  readonly #chunks: Uint8Array[] = [];
  #owners = new Uint32Array(CHUNK_PAGES);
  readonly #free: number[] = [];
  #next = 1;

  constructor(pageSize: number) {
    this.pageSize = pageSize;
  }

  /** A page of the caller's own with this content: the same one when nobody else has it. */
  own(page: number, blank: number): number {
    if (page !== 0 && this.#owners[page] === 1) return page;
    const copy = this.take(blank);
    if (page === 0) return copy;
    const from = this.offset(page);
    const bytes = this.chunk(page).subarray(from, from + this.pageSize);
    this.chunk(copy).set(bytes, this.offset(copy));
    this.drop(page);
    return copy;
  }

  /** A page nobody has, filled with `blank`. */
  take(blank: number): number {
    const page = this.#free.pop() ?? this.#next++;
    const chunk = Math.floor(page / CHUNK_PAGES);
    if (!this.#chunks[chunk]) {
      this.#chunks[chunk] = new Uint8Array(CHUNK_PAGES * this.pageSize);
      const owners = new Uint32Array((chunk + 1) * CHUNK_PAGES);
      owners.set(this.#owners.subarray(0, chunk * CHUNK_PAGES));
      this.#owners = owners;
    }
    this.#owners[page] = 1;
    const at = this.offset(page);
    this.chunk(page).fill(blank, at, at + this.pageSize);
    return page;
  }

  /** One owner more. */
  share(page: number): void {
    this.#owners[page] = (this.#owners[page] as number) + 1;
  }

  /** True when that was the last owner. */
  drop(page: number): boolean {
    const owners = (this.#owners[page] as number) - 1;
    this.#owners[page] = owners;
    if (owners === 0) this.#free.push(page);
    return owners === 0;
  }

  /** The buffer that holds the page, from `offset(page)` on. */
  chunk(page: number): Uint8Array {
    return this.#chunks[Math.floor(page / CHUNK_PAGES)] as Uint8Array;
  }

  offset(page: number): number {
    return (page % CHUNK_PAGES) * this.pageSize;
  }

  get pagesUsed(): number {
    return this.#next - 1 - this.#free.length;
  }
}

/** What a fleet of one geometry shares: the pages, and per block a table of their numbers. */
export class FleetMemory {
  readonly geometry: Geometry;
  readonly pages: PageSlab;
  readonly tables: PageSlab;
  readonly perBlock: number;

  constructor(geometry: Geometry) {
    this.geometry = geometry;
    this.perBlock = geometry.blockSize / geometry.pageSize;
    this.pages = new PageSlab(geometry.pageSize);
    this.tables = new PageSlab(this.perBlock * 4);
  }
}

/** One meter's flash. It checks nothing: what the firmware may not do is caught on the emulated part. */
export class FleetFlash implements Flash {
  readonly #memory: FleetMemory;
  readonly #blocks: Uint32Array;

  constructor(memory: FleetMemory, blocks: number) {
    this.#memory = memory;
    this.#blocks = new Uint32Array(blocks);
  }

  get geometry(): Geometry {
    return this.#memory.geometry;
  }

  read(address: number, into: Uint8Array, length: number): void {
    const { pageSize } = this.geometry;
    const { pages } = this.#memory;
    for (let done = 0; done < length; ) {
      const offset = (address + done) % pageSize;
      const part = Math.min(pageSize - offset, length - done);
      const page = this.#pageAt(address + done);
      const at = pages.offset(page) + offset;
      if (page === 0) into.fill(0xff, done, done + part);
      else into.set(pages.chunk(page).subarray(at, at + part), done);
      done += part;
    }
  }

  program(address: number, bytes: Uint8Array): void {
    const { pageSize, blockSize } = this.geometry;
    const { pages, tables } = this.#memory;
    const block = Math.floor(address / blockSize);
    const table = this.#ownTable(block);
    const entry = tables.offset(table) + Math.floor((address % blockSize) / pageSize) * 4;
    const page = pages.own(u32(tables.chunk(table), entry), 0xff);
    putU32(tables.chunk(table), entry, page);
    pages.chunk(page).set(bytes, pages.offset(page) + (address % pageSize));
  }

  erase(block: number): void {
    const { pages, tables, perBlock } = this.#memory;
    const table = this.#blocks[block] as number;
    this.#blocks[block] = 0;
    if (table === 0 || !tables.drop(table)) return;
    for (let index = 0; index < perBlock; index++) {
      const page = u32(tables.chunk(table), tables.offset(table) + index * 4);
      if (page !== 0) pages.drop(page);
    }
  }

  /** Takes the hint: the pages are free for other meters at once. */
  release(block: number): void {
    this.erase(block);
  }

  /** Takes over another meter's content; what one of them changes later is copied first. */
  adopt(from: FleetFlash): void {
    assert(
      this.#blocks.every((table) => table === 0),
      'only a blank flash adopts',
    );
    this.#blocks.set(from.#blocks);
    for (const table of this.#blocks) if (table !== 0) this.#memory.tables.share(table);
  }

  #pageAt(address: number): number {
    const { pageSize, blockSize } = this.geometry;
    const { tables } = this.#memory;
    const table = this.#blocks[Math.floor(address / blockSize)] as number;
    if (table === 0) return 0;
    const index = Math.floor((address % blockSize) / pageSize);
    return u32(tables.chunk(table), tables.offset(table) + index * 4);
  }

  /** A table copied from a shared one owns its pages together with the other. */
  #ownTable(block: number): number {
    const { pages, tables, perBlock } = this.#memory;
    const old = this.#blocks[block] as number;
    const table = tables.own(old, 0);
    this.#blocks[block] = table;
    if (old === 0 || table === old) return table;
    for (let index = 0; index < perBlock; index++) {
      const page = u32(tables.chunk(table), tables.offset(table) + index * 4);
      if (page !== 0) pages.share(page);
    }
    return table;
  }
}
