/**
 * A file as blocks of whole records with their places: a block is what one transaction stages, so that a
 * run goes on where it was killed, and a row that is rejected can be shown as it was written.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { Refused } from '../../../protocol/refused.ts';

export type RawRecord = {
  /** Of its first line, from 1. */
  readonly line: number;
  /** From the beginning of the file, and without the end of the line. */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** A quote opens in its line and is closed nowhere near. */
  readonly isUnclosed?: true;
};

export type Place = { readonly byteOffset: number; readonly line: number };

export type Block = {
  /** The bytes its records lie in. */
  readonly bytes: Buffer;
  readonly startOffset: number;
  readonly records: readonly RawRecord[];
  /** Where the next block begins. */
  readonly next: Place;
};

const BLOCK_BYTES = 256 * 1024;
const RECORD_BYTES_MAX = 64 * 1024;
/** A quoted field may go over lines; one that goes on for longer was never meant to. */
const LINES_PER_RECORD_MAX = 8;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;

export const START: Place = { byteOffset: 0, line: 1 };

export type Reading = {
  readonly from?: Place;
  readonly blockBytes?: number | undefined;
  /** Whether a quote may hold the end of a line. */
  readonly hasQuotes?: boolean;
};

/** Throws Refused for a record without an end; rejects with the file system's error. */
export async function* blocksOf(
  path: string,
  { from = START, blockBytes = BLOCK_BYTES, hasQuotes = true }: Reading = {},
): AsyncGenerator<Block> {
  const file = await open(path, 'r');
  try {
    let place = from;
    for (;;) {
      const { bytes, isLast } = await readAt(file, place.byteOffset, blockBytes);
      const block = splitRecords(bytes, place, isLast, hasQuotes);
      if (block.records.length > 0) yield block;
      if (isLast) return;
      if (block.next.byteOffset === place.byteOffset)
        throw new Refused(`${path}:${place.line}`, 'a record without an end');
      place = block.next;
    }
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, byteOffset: number, blockBytes: number) {
  const buffer = Buffer.allocUnsafe(blockBytes);
  let length = 0;
  while (length < blockBytes) {
    const { bytesRead } = await file.read(buffer, length, blockBytes - length, byteOffset + length);
    if (bytesRead === 0) return { bytes: buffer.subarray(0, length), isLast: true };
    length += bytesRead;
  }
  return { bytes: buffer, isLast: false };
}

/** What is not a whole record yet is left for the next block, unless this is the last. */
export function splitRecords(bytes: Buffer, from: Place, isLast: boolean, hasQuotes = true): Block {
  const records: RawRecord[] = [];
  // Most files have no quotes at all: then every line is a record.
  const isQuoted = hasQuotes && bytes.includes(QUOTE);
  let line = from.line;
  let start = 0;
  for (;;) {
    const end = isQuoted ? endOfRecord(bytes, start, isLast) : endOfLine(bytes, start, isLast);
    if (end === undefined) break;
    const { stop, lines, isUnclosed } = end;
    const length = (bytes[stop - 1] === CARRIAGE_RETURN ? stop - 1 : stop) - start;
    const place = { line, byteOffset: from.byteOffset + start, byteLength: length };
    if (length > 0) records.push(isUnclosed ? { ...place, isUnclosed } : place);
    line += lines;
    start = stop + 1;
  }
  const done = Math.min(start, bytes.length);
  const next = { byteOffset: from.byteOffset + done, line };
  return { bytes: bytes.subarray(0, done), startOffset: from.byteOffset, records, next };
}

type End = { readonly stop: number; readonly lines: number; readonly isUnclosed?: true };

function endOfLine(bytes: Buffer, start: number, isLast: boolean): End | undefined {
  const stop = bytes.indexOf(LINE_FEED, start);
  if (stop >= 0) return { stop, lines: 1 };
  return isLast && start < bytes.length ? { stop: bytes.length, lines: 1 } : undefined;
}

/** Quotes inside a quoted field are doubled, so a record ends where the number of quotes is even. */
function endOfRecord(bytes: Buffer, start: number, isLast: boolean): End | undefined {
  let quotes = 0;
  let lineStart = start;
  for (let lines = 1; lines <= LINES_PER_RECORD_MAX; lines++) {
    const end = endOfLine(bytes, lineStart, isLast);
    if (end === undefined) break;
    quotes += quotesIn(bytes, lineStart, end.stop);
    if (quotes % 2 === 0) return { stop: end.stop, lines };
    if (end.stop - start > RECORD_BYTES_MAX) return firstLine(bytes, start, isLast);
    lineStart = end.stop + 1;
    if (lines === LINES_PER_RECORD_MAX) return firstLine(bytes, start, isLast);
  }
  return isLast ? firstLine(bytes, start, isLast) : undefined;
}

function firstLine(bytes: Buffer, start: number, isLast: boolean): End | undefined {
  const end = endOfLine(bytes, start, isLast);
  return end && { ...end, isUnclosed: true };
}

function quotesIn(bytes: Buffer, start: number, stop: number): number {
  const line = bytes.subarray(start, stop);
  let count = 0;
  for (let at = line.indexOf(QUOTE); at >= 0; at = line.indexOf(QUOTE, at + 1)) count++;
  return count;
}

/** The bytes of one record. */
export function bytesOf(block: Block, { byteOffset, byteLength }: RawRecord): Buffer {
  const start = byteOffset - block.startOffset;
  return block.bytes.subarray(start, start + byteLength);
}
