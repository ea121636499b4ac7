/** One record of a group: kind, id, length, CRC, body. A group holds several; the log puts them on flash. */

import { crc32c, putU16, putU32, u16, u32 } from './bytes.ts';

export const RECORD_BYTES = 8;
/**
 * Where the CRC of a record starts ("RECD"). Were it 0, as for groups, then a CRC over bytes and their own
 * CRC would be the same for all bytes, blank ones too, and a group of removals cut before its body was
 * programmed would read as whole.
 */
const RECORD_SEED = 0x44434552;

export type RecordKind = 1 | 2 | 3 | 4 | 5;
/** The bytes of a value. */
export const VALUE: RecordKind = 1;
/** Where the bytes of a large value lie. */
export const POINTER: RecordKind = 2;
/** Where a series stands in its ring, and the whole page being filled. */
export const RUN: RecordKind = 3;
/** One entry more in the page being filled. */
export const APPEND: RecordKind = 4;
/** The value exists no longer; no body. */
export const REMOVED: RecordKind = 5;

export type LogRecord = {
  readonly kind: number;
  readonly id: number;
  /** Of the record in the log; its body follows 8 bytes later. */
  readonly position: number;
  /** Of the block that holds it. */
  readonly sequence: number;
  /** Valid during the visit only. */
  readonly body: Uint8Array;
};

export type Visit = (record: LogRecord) => void;

/** The records of a group whose CRC was checked; byte 0 of `bytes` lies at `address` of the log. */
export function visitRecords(
  bytes: Uint8Array,
  from: number,
  to: number,
  place: { readonly address: number; readonly sequence: number },
  visit: Visit,
): void {
  for (let at = from; at < to; ) {
    const length = u16(bytes, at + 2);
    const body = bytes.subarray(at + RECORD_BYTES, at + RECORD_BYTES + length);
    const [kind, id] = [bytes[at] as number, bytes[at + 1] as number];
    visit({ kind, id, position: place.address + at, body, sequence: place.sequence });
    at += RECORD_BYTES + length;
  }
}

/** Records being put together for one group. */
export class GroupBody {
  readonly bytes: Uint8Array;
  end: number;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.end = start;
  }

  add(kind: RecordKind, id: number, body: Uint8Array): void {
    const { bytes, end } = this;
    bytes[end] = kind;
    bytes[end + 1] = id;
    putU16(bytes, end + 2, body.length);
    bytes.set(body, end + RECORD_BYTES);
    this.end = end + RECORD_BYTES + body.length;
    putU32(bytes, end + 4, recordCrc(bytes, end, body.length));
  }

  /** A record whose CRC never agrees: "this value was lost" outlives the block where it rotted. */
  addLost(kind: RecordKind, id: number): void {
    const { bytes, end } = this;
    this.add(kind, id, new Uint8Array(0));
    putU32(bytes, end + 4, ~recordCrc(bytes, end, 0));
  }
}

type Source = { read(position: number, into: Uint8Array, length: number): void };

/**
 * The body of the record at a position, at most `room` bytes with its head; undefined when its CRC
 * no longer agrees, or it belongs to another id.
 */
export function readRecord(
  log: Source,
  position: number,
  room: number,
  id: number,
): Uint8Array | undefined {
  const head = new Uint8Array(RECORD_BYTES);
  log.read(position, head, RECORD_BYTES);
  const length = u16(head, 2);
  // A rotten length must not read past the block.
  if (head[1] !== id || RECORD_BYTES + length > room) return undefined;
  const body = new Uint8Array(length);
  log.read(position + RECORD_BYTES, body, length);
  const crc = crc32c(body, 0, length, crc32c(head, 0, 4, RECORD_SEED));
  return u32(head, 4) === crc ? body : undefined;
}

function recordCrc(bytes: Uint8Array, at: number, length: number): number {
  const body = at + RECORD_BYTES;
  return crc32c(bytes, body, body + length, crc32c(bytes, at, at + 4, RECORD_SEED));
}
