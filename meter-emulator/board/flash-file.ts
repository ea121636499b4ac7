/**
 * A flash part kept in a file, so that an emulated meter outlives its process. The image lies at the
 * start, address by address; a trailer names the part. Every operation goes through to the operating
 * system before it returns: SIGKILL at any moment is a power cut. A failure of the host itself may lose
 * what its cache had not written out yet.
 */

import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { concat, crc32c, equalBytes, putU32, u32 } from '../../protocol/bytes.ts';
import type { Geometry } from '../firmware/storage/flash.ts';
import { EmulatedFlash } from './emulated-flash.ts';

/** The codes are stable: the command line and tests rely on them. */
export const FLASH_FILE_FAULTS = {
  flashFileInUse: 'another process has this flash',
  flashFileForeign: 'not a flash file, or a damaged one',
  flashFileGeometry: 'the file is of a part with another geometry',
} as const;

export type FlashFileFaultCode = keyof typeof FLASH_FILE_FAULTS;

export class FlashFileFault extends Error {
  readonly code: FlashFileFaultCode;

  constructor(code: FlashFileFaultCode, detail: string) {
    super(`${FLASH_FILE_FAULTS[code]}: ${detail}`);
    this.name = 'FlashFileFault';
    this.code = code;
  }
}

export type FlashFile = {
  readonly flash: EmulatedFlash;
  /** Lets the file and its lock go; the flash must not be used after. */
  close(): void;
};

const TRAILER_BYTES = 32;
/** "MWFLASH1" */
const MAGIC = Uint8Array.from([0x4d, 0x57, 0x46, 0x4c, 0x41, 0x53, 0x48, 0x31]);

/** Opens the part in this file, or puts a blank one there. Throws `FlashFileFault`. */
export function openFlashFile(path: string, geometry: Geometry, blocks: number): FlashFile {
  const unlock = lock(`${resolve(path)}.lock`);
  try {
    const size = blocks * geometry.blockSize;
    const trailer = trailerOf(geometry, blocks);
    if (!existsSync(path)) create(path, concat(new Uint8Array(size).fill(0xff), trailer));
    const content = readFileSync(path);
    checkTrailer(path, content, trailer);
    const file = openSync(path, 'r+');
    const flash = new EmulatedFlash(geometry, blocks, {
      write: (address, bytes) => writeWhole(file, address, bytes),
    });
    flash.load(content.subarray(0, size));
    const close = () => {
      closeSync(file);
      unlock();
    };
    return { flash, close };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Under another name first, so that a half-made file is never taken for a part. */
function create(path: string, content: Uint8Array): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

function writeWhole(file: number, address: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, address + done);
}

/** Magic(8), block size, page size, program unit, blocks, zero (4 each), CRC-32C of the 28 before. */
function trailerOf(geometry: Geometry, blocks: number): Uint8Array {
  const trailer = new Uint8Array(TRAILER_BYTES);
  trailer.set(MAGIC);
  putU32(trailer, 8, geometry.blockSize);
  putU32(trailer, 12, geometry.pageSize);
  putU32(trailer, 16, geometry.programUnit);
  putU32(trailer, 20, blocks);
  putU32(trailer, 28, crc32c(trailer, 0, 28));
  return trailer;
}

function checkTrailer(path: string, content: Uint8Array, wanted: Uint8Array): void {
  const at = content.length - TRAILER_BYTES;
  const found = content.subarray(Math.max(0, at));
  const isOurs = at >= 0 && equalBytes(found.subarray(0, MAGIC.length), MAGIC);
  if (!isOurs || u32(found, 28) !== crc32c(found, 0, 28) || at !== u32(found, 8) * u32(found, 20))
    throw new FlashFileFault('flashFileForeign', path);
  if (equalBytes(found, wanted)) return;
  const sizes = [8, 12, 16, 20].map((offset) => u32(found, offset));
  throw new FlashFileFault('flashFileGeometry', `${path} (${sizes.join(', ')})`);
}

/** Locks this process holds: after a restart its own number may stand in a lock left behind. */
const held = new Set<string>();

/** A file with the owner's process number; one whose owner is gone is taken over. Returns the undoing. */
function lock(path: string): () => void {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, `${process.pid}\n`);
  try {
    // A link is made whole or not at all, and never over an existing file.
    if (!link(own, path)) {
      dropStale(path);
      if (!link(own, path)) throw new FlashFileFault('flashFileInUse', path);
    }
  } finally {
    rmSync(own, { force: true });
  }
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function dropStale(path: string): void {
  try {
    moveStale(path);
  } catch (error) {
    // Its owner, or another that found it stale, was quicker.
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function moveStale(path: string): void {
  const text = readFileSync(path, 'utf8');
  const owner = Number.parseInt(text, 10);
  const isOwned = owner === process.pid ? held.has(path) : isRunning(owner);
  if (isOwned) throw new FlashFileFault('flashFileInUse', `${path} (process ${owner})`);
  // Moved, not removed: of two that find it stale only one succeeds.
  const aside = `${path}.stale.${process.pid}`;
  renameSync(path, aside);
  // Between reading and moving another process may have taken the lock over: give it back.
  if (readFileSync(aside, 'utf8') !== text) link(aside, path);
  rmSync(aside, { force: true });
}

function isRunning(owner: number): boolean {
  if (!(owner > 0)) return false;
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
