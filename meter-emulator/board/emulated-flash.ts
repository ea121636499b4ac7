/** A NOR part that behaves: bits only clear, every operation counts, the power may fail in any of them. */

import { assert } from '../../protocol/refused.ts';
import type { Flash, Geometry } from '../firmware/storage/flash.ts';

/** Thrown out of the operation in which the power fails; the firmware never catches it. */
export class PowerCut extends Error {}

/** Where the bits are kept besides memory; told of every change before the operation returns. */
export type Medium = { write(address: number, bytes: Uint8Array): void };

export type Cut = {
  /** Counted from 1 over programs and erases since this was set. */
  readonly operation: number;
  readonly when: 'before' | 'torn' | 'after';
  /** 0..1; the same seed tears the same way again. */
  readonly random: () => number;
};

export class EmulatedFlash implements Flash {
  readonly geometry: Geometry;
  /** One bit of state per bit; a page exists only once programmed. */
  readonly pages: (Uint8Array | undefined)[];
  /** Of each block, since this object was made. */
  readonly erases: Uint32Array;
  programs = 0;
  /** Programs and erases since the last `cutAt`. */
  operations = 0;
  #cut: Cut | undefined;
  readonly #medium: Medium | undefined;

  constructor(geometry: Geometry, blocks: number, medium?: Medium) {
    this.geometry = geometry;
    this.#medium = medium;
    this.pages = new Array((blocks * geometry.blockSize) / geometry.pageSize).fill(undefined);
    this.erases = new Uint32Array(blocks);
  }

  /** Counts from here; undefined lets the power stay. */
  cutAt(cut: Cut | undefined): void {
    this.#cut = cut;
    this.operations = 0;
  }

  /** The same bits and wear, in memory only. */
  clone(): EmulatedFlash {
    const { geometry } = this;
    const copy = new EmulatedFlash(geometry, this.erases.length);
    for (const [index, page] of this.pages.entries()) copy.pages[index] = page?.slice();
    copy.erases.set(this.erases);
    return copy;
  }

  /** Takes an image over as the content, as when a part with content is soldered in. */
  load(image: Uint8Array): void {
    const { pageSize } = this.geometry;
    assert(image.length === this.pages.length * pageSize, 'an image of this part');
    for (let index = 0; index < this.pages.length; index++) {
      const page = image.slice(index * pageSize, (index + 1) * pageSize);
      this.pages[index] = page.every((byte) => byte === 0xff) ? undefined : page;
    }
  }

  read(address: number, into: Uint8Array, length: number): void {
    const { pageSize } = this.geometry;
    for (let done = 0; done < length; ) {
      const offset = (address + done) % pageSize;
      const part = Math.min(pageSize - offset, length - done);
      const page = this.pages[Math.floor((address + done) / pageSize)];
      if (page) into.set(page.subarray(offset, offset + part), done);
      else into.fill(0xff, done, done + part);
      done += part;
    }
  }

  program(address: number, bytes: Uint8Array): void {
    const { pageSize, programUnit } = this.geometry;
    const offset = address % pageSize;
    assert(offset % programUnit === 0 && bytes.length % programUnit === 0, 'whole program units');
    assert(offset + bytes.length <= pageSize, 'a program stays inside one page');
    assert(address >= 0 && address < this.pages.length * pageSize, 'inside the part');
    const page = this.#page(Math.floor(address / pageSize));
    for (let at = 0; at < bytes.length; at++)
      assert(page[offset + at] === 0xff, `programmed twice at ${address + at}`);
    const cut = this.#begin();
    if (cut === 'torn') tearProgram(page, offset, bytes, (this.#cut as Cut).random);
    else for (let at = 0; at < bytes.length; at++) page[offset + at] = bytes[at] as number;
    this.programs++;
    this.#medium?.write(address, page.subarray(offset, offset + bytes.length));
    if (cut) throw new PowerCut();
  }

  erase(block: number): void {
    const { pageSize, blockSize } = this.geometry;
    const perBlock = blockSize / pageSize;
    assert(block >= 0 && block < this.erases.length, 'inside the part');
    const cut = this.#begin();
    this.erases[block] = (this.erases[block] as number) + 1;
    for (let index = block * perBlock; index < (block + 1) * perBlock; index++) {
      if (cut === 'torn') tearErase(this.#page(index), (this.#cut as Cut).random);
      else this.pages[index] = undefined;
    }
    if (this.#medium) {
      const image = new Uint8Array(blockSize);
      this.read(block * blockSize, image, blockSize);
      this.#medium.write(block * blockSize, image);
    }
    if (cut) throw new PowerCut();
  }

  release(): void {}

  #page(index: number): Uint8Array {
    const page = this.pages[index] ?? new Uint8Array(this.geometry.pageSize).fill(0xff);
    this.pages[index] = page;
    return page;
  }

  #begin(): 'torn' | 'after' | undefined {
    this.operations++;
    if (!this.#cut || this.operations !== this.#cut.operation) return undefined;
    if (this.#cut.when === 'before') throw new PowerCut();
    return this.#cut.when;
  }
}

/** Either a prefix arrives, or any subset of the bits that should have gone to 0 does. */
function tearProgram(page: Uint8Array, at: number, bytes: Uint8Array, random: () => number): void {
  const share = random();
  const isPrefix = random() < 0.4;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    const kept = isPrefix
      ? index < share * bytes.length
        ? 0
        : 0xff
      : randomBits(1 - share, random);
    page[at + index] = (page[at + index] as number) & (byte | kept);
  }
}

/** An erase that stopped: bytes kept, blank, or with some bits back at 1 and some cleared on the way. */
function tearErase(page: Uint8Array, random: () => number): void {
  const share = random();
  const isClearedFirst = random() < 0.3;
  for (let at = 0; at < page.length; at++) {
    if (random() < share) page[at] = (page[at] as number) | randomBits(share, random);
    else if (isClearedFirst) page[at] = (page[at] as number) & randomBits(0.5, random);
  }
}

function randomBits(share: number, random: () => number): number {
  let bits = 0;
  for (let bit = 0; bit < 8; bit++) if (random() < share) bits |= 1 << bit;
  return bits;
}
