/**
 * Values up to a whole erase block. They lie apart from the log, in one block more than there are such
 * values: a new one is written to the block that nothing names, and the group that names it makes it count.
 */

import { assert } from '../../../protocol/refused.ts';
import { crc32c, putU16, putU32, u16, u32 } from './bytes.ts';
import { type Flash, programAcrossPages } from './flash.ts';
import type { Layout } from './layout.ts';

export const POINTER_BYTES = 8;

/** Writes to a block no pointer names; returns the pointer: block, length, CRC of the bytes. */
export function writeLarge(
  flash: Flash,
  settings: Layout['settings'],
  named: ReadonlySet<number>,
  bytes: Uint8Array,
): Uint8Array {
  const { blockSize, programUnit } = flash.geometry;
  let block = settings.firstBlock;
  while (named.has(block)) block++;
  assert(block < settings.firstBlock + settings.blocks, 'one block more than the large values');
  const padded = new Uint8Array(Math.ceil(bytes.length / programUnit) * programUnit).fill(0xff);
  padded.set(bytes);
  flash.erase(block);
  programAcrossPages(flash, block * blockSize, padded);
  const pointer = new Uint8Array(POINTER_BYTES);
  putU16(pointer, 0, block);
  putU16(pointer, 2, bytes.length);
  putU32(pointer, 4, crc32c(bytes));
  return pointer;
}

/** Undefined when the bytes have rotted. */
export function readLarge(flash: Flash, pointer: Uint8Array): Uint8Array | undefined {
  const bytes = new Uint8Array(u16(pointer, 2));
  flash.read(blockNamed(pointer) * flash.geometry.blockSize, bytes, bytes.length);
  return crc32c(bytes) === u32(pointer, 4) ? bytes : undefined;
}

export function blockNamed(pointer: Uint8Array): number {
  return u16(pointer, 0);
}
