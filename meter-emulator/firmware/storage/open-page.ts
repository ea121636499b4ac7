/** The page of a series that is being filled: it lives in the log until it goes to its ring. */

import { assert } from '../../../protocol/refused.ts';
import { putU32, u32 } from './bytes.ts';
import { PAGE_HEADER_BYTES, type SeriesSpec } from './layout.ts';

/** `image` is laid out as it will be programmed. */
export type OpenPage = {
  /** Its number in the ring, counted from 0 for the first ever. */
  page: number;
  /** The period of its first entry; while it is empty, the earliest period it may take. */
  first: number;
  count: number;
  /** The oldest log block that holds a part of it. */
  since: number;
  /** Pages programmed for the group now being put together. */
  ordinal: number;
  readonly image: Uint8Array;
};

export function newOpenPage(image: Uint8Array): OpenPage {
  return { page: 0, first: 0, count: 0, since: 0, ordinal: 0, image: image.fill(0xff) };
}

/** Where the flag bits start; a cleared bit flags its entry. */
export function flagsAt(spec: SeriesSpec): number {
  return PAGE_HEADER_BYTES + spec.perPage * spec.entryBytes;
}

export function lastPeriodOf(open: OpenPage): number {
  return open.first + open.count - 1;
}

/** Whether the page is done with once this period is in: it takes the last place, or lies beyond. */
export function isFullAfter(open: OpenPage, spec: SeriesSpec, period: number): boolean {
  return open.count > 0 && period >= open.first + spec.perPage - 1;
}

/** Periods passed over stay blank, which reads as "no reading". */
export function place(
  open: OpenPage,
  spec: SeriesSpec,
  period: number,
  bytes: Uint8Array,
  isFlagged: boolean,
): void {
  if (open.count === 0) open.first = period;
  const index = period - open.first;
  assert(index >= open.count && index < spec.perPage, 'periods only increase');
  open.image.set(bytes, PAGE_HEADER_BYTES + index * spec.entryBytes);
  if (isFlagged) {
    const at = flagsAt(spec) + (index >> 3);
    open.image[at] = (open.image[at] as number) & ~(1 << (index & 7));
  }
  open.count = index + 1;
}

const APPEND_HEAD_BYTES = 5;
const RUN_HEAD_BYTES = 9;
/** What one append adds to a group at most: after a page went out the run holds one entry and its flag. */
export function appendBytesMax(spec: SeriesSpec): number {
  return RUN_HEAD_BYTES + 1 + spec.entryBytes;
}

/** One entry as a record: period, flag, bytes. */
export function encodeAppend(period: number, bytes: Uint8Array, isFlagged: boolean): Uint8Array {
  const record = new Uint8Array(APPEND_HEAD_BYTES + bytes.length);
  putU32(record, 0, period);
  record[4] = isFlagged ? 1 : 0;
  record.set(bytes, APPEND_HEAD_BYTES);
  return record;
}

export function decodeAppend(spec: SeriesSpec, open: OpenPage, record: Uint8Array): void {
  const period = u32(record, 0);
  const index = period - open.first;
  // Does not fit only when damage has eaten the run this entry belongs to; a boot must not stop there.
  if (open.count > 0 && (index < open.count || index >= spec.perPage)) return;
  place(open, spec, period, record.subarray(APPEND_HEAD_BYTES), record[4] === 1);
}

/** The open page as a record: where the ring stands, and the entries not yet in it. */
export function encodeRun(spec: SeriesSpec, open: OpenPage): Uint8Array {
  const flags = (open.count + 7) >> 3;
  const values = open.count * spec.entryBytes;
  const run = new Uint8Array(RUN_HEAD_BYTES + flags + values);
  putU32(run, 0, open.page);
  putU32(run, 4, open.first);
  run[8] = open.count;
  run.set(open.image.subarray(flagsAt(spec), flagsAt(spec) + flags), RUN_HEAD_BYTES);
  const from = open.image.subarray(PAGE_HEADER_BYTES, PAGE_HEADER_BYTES + values);
  run.set(from, RUN_HEAD_BYTES + flags);
  return run;
}

export function decodeRun(spec: SeriesSpec, open: OpenPage, run: Uint8Array): void {
  open.page = u32(run, 0);
  open.first = u32(run, 4);
  open.count = run[8] as number;
  const values = RUN_HEAD_BYTES + ((open.count + 7) >> 3);
  open.image.fill(0xff);
  open.image.set(run.subarray(RUN_HEAD_BYTES, values), flagsAt(spec));
  open.image.set(run.subarray(values), PAGE_HEADER_BYTES);
}
