/**
 * A circle of blocks holding groups of records. Blocks are taken strictly in turn, so they wear evenly.
 * Each block opens with a group that copies what still lives in the oldest one: opening costs one free
 * block and gives one back in the same instant, so no power cut, however often, can leak space.
 */

import { assert } from '../../../protocol/refused.ts';
import { crc32c, crcOfNumber, isBlank, putU16, putU32, u16, u32 } from './bytes.ts';
import { type Flash, programAcrossPages } from './flash.ts';
import { GroupBody, readRecord, type Visit, visitRecords } from './record.ts';
import { StorageRefused } from './refusal.ts';

const BLOCK_MAGIC = 0x574d;
const FORMAT_VERSION = 1;
const HEADER_BYTES = 16;
const GROUP_BYTES = 8;
const OPENING = 0x0f5a;
const COMMIT = 0xc0a5;

/** What was found rotten: `log`, or the name of a value or series; `offset` in bytes into the block. */
export type Damage = { readonly where: string; readonly block: number; readonly offset: number };

/** Shared by all logs of the process: a log uses it only within one call. */
const scratch = new Uint8Array(0x10000);
const block = new Uint8Array(0x10000);

export class Log {
  readonly #flash: Flash;
  readonly #blocks: number;
  readonly #size: number;
  readonly #unit: number;
  readonly #fill: number;
  /** Where its opening ended: a group always fits after it. */
  #openingEnd = 0;
  /** Of the newest block; 0 while nothing was ever written. */
  sequence = 0;
  /** The boot found a group or an opening that a power cut left unfinished. */
  isTailTorn = false;
  /** Where the valid groups of the newest block end. */
  #end = 0;
  /** After a boot the rest of the newest block may hold a torn or half-charged page. */
  #isTailTrusted = false;

  constructor(flash: Flash, blocks: number) {
    this.#flash = flash;
    this.#blocks = blocks;
    this.#size = flash.geometry.blockSize;
    this.#unit = flash.geometry.programUnit;
    this.#fill = flash.geometry.logFillBytes ?? this.#size;
  }

  /**
   * Reads every record still in the circle, oldest first. Writes nothing.
   * Throws `formatNewer` when a block was written by a later format.
   */
  mount(visit: Visit, damage: Damage[]): void {
    const newest = this.#newestSequence();
    this.sequence = newest;
    this.#end = this.#size;
    let oldest = Math.max(1, newest - this.#blocks + 2);
    // The block the newest one copied from is still there; it stands in for a damaged opening group.
    if (newest > 0 && !this.#opensWell(newest) && oldest > 1) oldest--;
    for (let sequence = oldest; sequence <= newest; sequence++) {
      const stated = sequence < newest ? this.#endStatedAfter(sequence) : undefined;
      const end = this.#replay(sequence, stated, visit, damage);
      if (sequence === newest) this.#end = end;
    }
    this.isTailTorn = this.#hasTornTail();
  }

  /** Whether a group of this size goes into the newest block; if not, the next one must be opened. */
  has(bodyBytes: number): boolean {
    const most = this.#end === this.#openingEnd ? this.#size : this.#fill;
    return this.#isTailTrusted && this.#end + this.#padded(GROUP_BYTES + bodyBytes) <= most;
  }

  /** True for a position in the block that the next opening will let go. */
  isInVictim(position: number): boolean {
    const victim = this.victimSequence();
    return victim > 0 && Math.floor(position / this.#size) === victim % this.#blocks;
  }

  /** The oldest block, once the next one is opened. */
  victimSequence(): number {
    return this.sequence + 2 - this.#blocks;
  }

  /** Starts the next block; `build` adds copies of all that lives in the victim. */
  open(build: (body: GroupBody) => void, visit: Visit): void {
    const sequence = this.sequence + 1;
    const home = sequence % this.#blocks;
    const victim = this.victimSequence();
    // Always erased just before use: a block that reads blank may be one whose erase was cut short.
    this.#flash.erase(home);
    const body = new GroupBody(scratch, HEADER_BYTES + GROUP_BYTES);
    build(body);
    putU16(scratch, 0, BLOCK_MAGIC);
    putU16(scratch, 2, FORMAT_VERSION);
    putU32(scratch, 4, sequence);
    putU32(scratch, 8, this.#end);
    putU32(scratch, 12, crc32c(scratch, 0, 12));
    this.sequence = sequence;
    this.#end = HEADER_BYTES;
    this.#isTailTrusted = true;
    this.#program(0, OPENING, body, visit);
    this.#openingEnd = this.#end;
    if (victim > 0) this.#flash.release(victim % this.#blocks);
  }

  /** The next group to be committed; only one at a time. */
  body(): GroupBody {
    return new GroupBody(scratch, GROUP_BYTES);
  }

  commit(body: GroupBody, visit: Visit): void {
    assert(this.has(body.end - GROUP_BYTES), 'a group must fit the room asked for');
    this.#program(this.#end, COMMIT, body, visit);
  }

  /** Undefined when it has rotted. */
  recordAt(position: number, id: number): Uint8Array | undefined {
    return readRecord(this.#flash, position, this.#size - (position % this.#size), id);
  }

  #program(from: number, kind: number, body: GroupBody, visit: Visit): void {
    const start = from === 0 ? HEADER_BYTES : 0;
    const length = body.end - start - GROUP_BYTES;
    const padded = this.#padded(body.end);
    scratch.fill(0xff, body.end, padded);
    putU16(scratch, start, length);
    putU16(scratch, start + 2, kind);
    const seed = this.#seed(this.sequence, this.#end);
    const crc = crc32c(scratch, start, start + 4, seed);
    putU32(scratch, start + 4, crc32c(scratch, start + GROUP_BYTES, body.end, crc));
    const address = (this.sequence % this.#blocks) * this.#size + from;
    programAcrossPages(this.#flash, address, scratch.subarray(0, padded));
    this.#end = from + padded;
    const place = { address, sequence: this.sequence };
    visitRecords(scratch, start + GROUP_BYTES, body.end, place, visit);
  }

  #padded(bytes: number): number {
    return Math.ceil(bytes / this.#unit) * this.#unit;
  }

  /** A group is valid only in its own place: leftovers of an older round never are. */
  #seed(sequence: number, offset: number): number {
    return crcOfNumber(offset, crcOfNumber(sequence, 0));
  }

  #readBlock(sequence: number): void {
    this.#flash.read((sequence % this.#blocks) * this.#size, block, this.#size);
  }

  /** 0 unless the header is whole and belongs here. Leaves the header in `block`. */
  #headerSequence(home: number): number {
    this.#flash.read(home * this.#size, block, HEADER_BYTES);
    const isValid = u16(block, 0) === BLOCK_MAGIC && u32(block, 12) === crc32c(block, 0, 12);
    if (isValid && u16(block, 2) > FORMAT_VERSION)
      throw new StorageRefused('formatNewer', `block ${home}`);
    const sequence = u32(block, 4);
    return isValid && sequence % this.#blocks === home ? sequence : 0;
  }

  /** A header alone does not make a block part of the log; one whole group does. */
  #newestSequence(): number {
    let newest = 0;
    for (let home = 0; home < this.#blocks; home++)
      newest = Math.max(newest, this.#headerSequence(home));
    for (const sequence of [newest + 1, newest, newest - 1]) {
      if (sequence <= 0) continue;
      if (this.#isOpened(sequence)) return sequence;
    }
    return Math.max(0, newest - 1);
  }

  /** Its header and one group, or, should the header have rotted, a group after the opening one. */
  #isOpened(sequence: number): boolean {
    const hasHeader = this.#headerSequence(sequence % this.#blocks) === sequence;
    this.#readBlock(sequence);
    const from = HEADER_BYTES + (hasHeader ? 0 : this.#unit);
    return this.#nextGroup(sequence, from, this.#size) !== undefined;
  }

  /** Something after the last whole group, or a next block that was begun and is not one. */
  #hasTornTail(): boolean {
    if (this.sequence > 0) {
      this.#readBlock(this.sequence);
      if (!isBlank(block, this.#end, this.#size)) return true;
    }
    const next = this.sequence + 1;
    const hasOldRound = this.#headerSequence(next % this.#blocks) === next - this.#blocks;
    if (hasOldRound && next > this.#blocks) return false;
    this.#readBlock(next);
    return !isBlank(block, 0, this.#size);
  }

  #opensWell(sequence: number): boolean {
    this.#readBlock(sequence);
    return this.#groupEnd(sequence, HEADER_BYTES) !== 0 && u16(block, HEADER_BYTES + 2) === OPENING;
  }

  /** What the following block says: a block that ends earlier has lost something since. */
  #endStatedAfter(sequence: number): number | undefined {
    if (this.#headerSequence((sequence + 1) % this.#blocks) !== sequence + 1) return undefined;
    return u32(block, 8);
  }

  #replay(sequence: number, stated: number | undefined, visit: Visit, damage: Damage[]): number {
    const home = sequence % this.#blocks;
    if (this.#headerSequence(home) !== sequence)
      damage.push({ where: 'log', block: home, offset: 0 });
    this.#readBlock(sequence);
    const limit = stated ?? this.#size;
    let at = HEADER_BYTES;
    while (at < limit) {
      const end = this.#groupEnd(sequence, at);
      if (end > 0) {
        const length = u16(block, at);
        const body = at + GROUP_BYTES;
        visitRecords(block, body, body + length, { address: home * this.#size, sequence }, visit);
        at = end;
        continue;
      }
      // Either the torn end of the log, or, when more was written after it, damage.
      const next = this.#nextGroup(sequence, at + this.#unit, limit);
      if (next === undefined && stated === undefined) break;
      damage.push({ where: 'log', block: home, offset: at });
      if (next === undefined) break;
      at = next;
    }
    return at;
  }

  /** Where the next whole group of the block last read starts. */
  #nextGroup(sequence: number, from: number, limit: number): number | undefined {
    for (let at = from; at < limit; at += this.#unit)
      if (this.#groupEnd(sequence, at) > 0) return at;
    return undefined;
  }

  /** 0 unless a whole group starts here in the block last read. */
  #groupEnd(sequence: number, at: number): number {
    const kind = u16(block, at + 2);
    const end = at + GROUP_BYTES + u16(block, at);
    if ((kind !== OPENING && kind !== COMMIT) || end > this.#size) return 0;
    const crc = crc32c(block, at, at + 4, this.#seed(sequence, at));
    const isWhole = u32(block, at + 4) === crc32c(block, at + GROUP_BYTES, end, crc);
    return isWhole ? this.#padded(end) : 0;
  }
}
