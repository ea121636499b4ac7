/** What a flash part offers: read anywhere, clear bits inside one page, set all bits of one block. */

/** Sizes in bytes; a block is a whole number of pages, a page of program units. */
export type Geometry = {
  readonly blockSize: number;
  readonly pageSize: number;
  /** Programmed once between erases: parts with error correction allow no second pass. */
  readonly programUnit: number;
  /**
   * A log leaves a block once so much of it is used: wear given for memory, where a part is emulated and does
   * not wear. Left out on real parts: a block is used up.
   */
  readonly logFillBytes?: number;
};

/** The common serial NOR parts: sectors of 4 KiB, pages of 256 B; 16 B suits parts with ECC too. */
export const NOR: Geometry = { blockSize: 4096, pageSize: 256, programUnit: 16 };

export type Flash = {
  readonly geometry: Geometry;
  /** Fills the first `length` bytes of `into`; erased bytes read as FF. */
  read(address: number, into: Uint8Array, length: number): void;
  /** Whole program units of one page, all of them blank. */
  program(address: number, bytes: Uint8Array): void;
  erase(block: number): void;
  /** A hint that nobody will read this block before its erase. Real parts do nothing. */
  release(block: number): void;
};

/** One program per page touched, in address order; address and length are whole program units. */
export function programAcrossPages(flash: Flash, address: number, bytes: Uint8Array): void {
  const { pageSize } = flash.geometry;
  for (let done = 0; done < bytes.length; ) {
    const room = pageSize - ((address + done) % pageSize);
    const length = Math.min(room, bytes.length - done);
    flash.program(address + done, bytes.subarray(done, done + length));
    done += length;
  }
}
