/**
 * One time series: equal intervals, fixed-size entries, packed a page at a time into a ring.
 * The page being filled lives in the log; a page is programmed once, when it is full.
 * Unprogrammed bits read as "no reading", so a gap costs nothing to mark.
 */

import { crc32c, isBlank, putU32, u32 } from './bytes.ts';
import type { Flash } from './flash.ts';
import { PAGE_HEADER_BYTES, type SeriesSpec } from './layout.ts';
import { flagsAt, type OpenPage } from './open-page.ts';

export type Entry = {
  readonly period: number;
  /** Absent: the meter has no reading for this interval. */
  readonly bytes: Uint8Array | undefined;
  readonly isFlagged: boolean;
};

/** Programs the open page into the ring and starts an empty one. Nobody sees it until the log says so. */
export function flush(flash: Flash, spec: SeriesSpec, open: OpenPage): void {
  const { pageSize, blockSize } = flash.geometry;
  const probe = new Uint8Array(pageSize);
  let skipped = 0;
  for (; ; open.page++, skipped++) {
    const address = addressOf(flash, spec, open.page);
    if (address % blockSize === 0) flash.erase(address / blockSize);
    flash.read(address, probe, pageSize);
    // A page that a power cut tore is passed over: it is never programmed twice.
    if (isBlank(probe, 0, pageSize)) break;
  }
  const { image } = open;
  image[0] = spec.id;
  image[1] = open.count;
  image[2] = skipped;
  image[3] = open.ordinal++;
  putU32(image, 4, open.first);
  putU32(image, 8, open.page);
  putU32(image, 12, pageCrc(image, pageSize));
  flash.program(addressOf(flash, spec, open.page), image.subarray(0, pageSize));
  open.page++;
  open.first += open.count;
  open.count = 0;
  image.fill(0xff);
}

/** Every period from `from` to `to` inclusive that the ring and the open page still reach. */
export function* readSeries(
  flash: Flash,
  spec: SeriesSpec,
  open: OpenPage,
  from: number,
  to: number,
  onDamage: (page: number) => void,
): Generator<Entry> {
  const image = new Uint8Array(flash.geometry.pageSize);
  const start = findPage(flash, spec, open, from, image);
  let previous = start - 1;
  let page = nextPage(flash, spec, open, start, image);
  while (page < open.page && u32(image, 4) <= to) {
    const lost = page - previous - 1 - (image[2] as number);
    if (lost > 0) onDamage(page - lost);
    if (!isVoid(flash, spec, open, page))
      yield* entriesOf(spec, image, u32(image, 4), image[1] as number, from, to);
    previous = page;
    page = nextPage(flash, spec, open, page + 1, image);
  }
  if (page === open.page && page - previous > 1) onDamage(previous + 1);
  yield* entriesOf(spec, open.image, open.first, open.count, from, to);
}

/** Programmed whole, but never committed: the page that took its place says it skipped this one. */
function isVoid(flash: Flash, spec: SeriesSpec, open: OpenPage, page: number): boolean {
  const image = new Uint8Array(flash.geometry.pageSize);
  for (let here = page; ; ) {
    const next = nextPage(flash, spec, open, here + 1, image);
    if (next === open.page) return false;
    if ((image[2] as number) >= next - here) return true;
    // Pages of one group share their fate.
    if (next !== here + 1 || image[3] === 0) return false;
    here = next;
  }
}

/** The first page from `page` on that reads whole, or the open one. */
function nextPage(
  flash: Flash,
  spec: SeriesSpec,
  open: OpenPage,
  page: number,
  image: Uint8Array,
): number {
  let at = page;
  while (at < open.page && !readPage(flash, spec, at, image)) at++;
  return at;
}

function* entriesOf(
  spec: SeriesSpec,
  image: Uint8Array,
  first: number,
  count: number,
  from: number,
  to: number,
): Generator<Entry> {
  const last = Math.min(to, first + count - 1);
  for (let period = Math.max(from, first); period <= last; period++) {
    const index = period - first;
    const at = PAGE_HEADER_BYTES + index * spec.entryBytes;
    const isGap = isBlank(image, at, at + spec.entryBytes);
    const bytes = isGap ? undefined : image.slice(at, at + spec.entryBytes);
    const flags = image[flagsAt(spec) + (index >> 3)] as number;
    yield { period, bytes, isFlagged: (flags & (1 << (index & 7))) === 0 };
  }
}

/** The last page that starts at or before `from`, by halving; the pages are in time order. */
function findPage(
  flash: Flash,
  spec: SeriesSpec,
  open: OpenPage,
  from: number,
  image: Uint8Array,
): number {
  const oldest = oldestPage(flash, spec, open.page);
  let [low, high] = [oldest, open.page];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const probe = nextPage(flash, spec, open, middle, image);
    if (probe < high && u32(image, 4) <= from) low = probe;
    else high = middle;
  }
  return low;
}

/** The block the next page will go to may be half erased already, so its old pages are out of sight. */
function oldestPage(flash: Flash, spec: SeriesSpec, page: number): number {
  const { pageSize, blockSize } = flash.geometry;
  const perBlock = blockSize / pageSize;
  const image = new Uint8Array(pageSize);
  let next = page;
  for (; next % perBlock !== 0; next++) {
    flash.read(addressOf(flash, spec, next), image, pageSize);
    if (isBlank(image, 0, pageSize)) break;
  }
  return Math.max(0, (Math.floor(next / perBlock) + 1 - spec.blocks) * perBlock);
}

function readPage(flash: Flash, spec: SeriesSpec, page: number, image: Uint8Array): boolean {
  const { pageSize } = flash.geometry;
  flash.read(addressOf(flash, spec, page), image, pageSize);
  const isRight = image[0] === spec.id && u32(image, 8) === page;
  return isRight && u32(image, 12) === pageCrc(image, pageSize);
}

function pageCrc(image: Uint8Array, pageSize: number): number {
  return crc32c(image, PAGE_HEADER_BYTES, pageSize, crc32c(image, 0, 12));
}

function addressOf(flash: Flash, spec: SeriesSpec, page: number): number {
  const { pageSize, blockSize } = flash.geometry;
  const pages = (spec.blocks * blockSize) / pageSize;
  return spec.firstBlock * blockSize + (page % pages) * pageSize;
}
