/** A NOR part that behaves: bits only clear, every operation counts, the power may fail in any of them. */

import { assert, type Flash, type Geometry } from '../firmware/storage/flash.ts';

export class PowerCut extends Error {}

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
  readonly erases: Uint32Array;
  programs = 0;
  operations = 0;
  #cut: Cut | undefined;

  constructor(geometry: Geometry, blocks: number) {
    this.geometry = geometry;
    this.pages = new Array((blocks * geometry.blockSize) / geometry.pageSize).fill(undefined);
    this.erases = new Uint32Array(blocks);
  }

  cutAt(cut: Cut | undefined): void {
    this.#cut = cut;
    this.operations = 0;
  }

  clone(): EmulatedFlash {
    const { geometry } = this;
    const copy = new EmulatedFlash(geometry, this.erases.length);
    for (const [index, page] of this.pages.entries()) copy.pages[index] = page?.slice();
    copy.erases.set(this.erases);
    return copy;
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
    const page = this.#page(Math.floor(address / pageSize));
    for (let at = 0; at < bytes.length; at++)
      assert(page[offset + at] === 0xff, `programmed twice at ${address + at}`);
    const cut = this.#begin();
    if (cut === 'torn') tearProgram(page, offset, bytes, (this.#cut as Cut).random);
    else for (let at = 0; at < bytes.length; at++) page[offset + at] = bytes[at] as number;
    this.programs++;
    if (cut) throw new PowerCut();
  }

  erase(block: number): void {
    const { pageSize, blockSize } = this.geometry;
    const perBlock = blockSize / pageSize;
    const cut = this.#begin();
    this.erases[block] = (this.erases[block] as number) + 1;
    for (let index = block * perBlock; index < (block + 1) * perBlock; index++) {
      if (cut === 'torn') tearErase(this.#page(index), (this.#cut as Cut).random);
      else this.pages[index] = undefined;
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
