/** What a meter keeps and where: tables turned into block ranges. */

import { assert } from '../../../protocol/refused.ts';
import type { Geometry } from './flash.ts';
import { RECORD_BYTES } from './record.ts';

export type ValueSpec = {
  readonly id: number;
  readonly name: string;
  readonly bytesMax: number;
  /** `block`: up to a whole erase block, written apart and named from the log. */
  readonly home: 'log' | 'block';
};

export type SeriesSpec = {
  readonly id: number;
  readonly name: string;
  readonly entryBytes: number;
  readonly perPage: number;
  /** The last so many periods can always be read back. */
  readonly depth: number;
  readonly firstBlock: number;
  readonly blocks: number;
};

export type Layout = {
  readonly geometry: Geometry;
  readonly logBlocks: number;
  readonly settings: { readonly firstBlock: number; readonly blocks: number };
  readonly values: readonly ValueSpec[];
  readonly series: readonly SeriesSpec[];
  readonly blocks: number;
  /** The records of a group up to this size find room whatever lives; a larger one may not. */
  readonly groupBytesMax: number;
};

export const PAGE_HEADER_BYTES = 16;
/** Header of a block, head of its opening group, and of the group that follows, padding included. */
const BLOCK_OVERHEAD_BYTES = 64;
/** A power cut while a ring page is programmed loses that page; so many do not shorten the history. */
const TORN_PAGES = 4;

export type ValueRow = readonly [name: string, bytesMax: number, home?: 'block'];
export type SeriesRow = readonly [name: string, entryBytes: number, depth: number];

/**
 * The log lies first, then one block per large value and a spare, then each series.
 * A row's place in its table is its id on flash: rows are added at the end, never moved.
 */
export function defineLayout(
  geometry: Geometry,
  logBlocks: number,
  valueRows: readonly ValueRow[],
  seriesRows: readonly SeriesRow[],
): Layout {
  const values = valueRows.map(
    ([name, bytesMax, home], id): ValueSpec => ({ id, name, bytesMax, home: home ?? 'log' }),
  );
  const large = values.filter((value) => value.home === 'block').length;
  const settings = { firstBlock: logBlocks, blocks: large === 0 ? 0 : large + 1 };
  let blocks = settings.firstBlock + settings.blocks;
  const series = seriesRows.map((row, id): SeriesSpec => {
    const spec = seriesSpec(geometry, row, id, blocks);
    blocks += spec.blocks;
    return spec;
  });
  const groupBytesMax =
    geometry.blockSize - BLOCK_OVERHEAD_BYTES - openingBytesMax(geometry, values, series);
  const layout = { geometry, logBlocks, settings, values, series, blocks, groupBytesMax };
  check(layout);
  return layout;
}

function seriesSpec(
  { pageSize, blockSize }: Geometry,
  [name, entryBytes, depth]: SeriesRow,
  id: number,
  firstBlock: number,
): SeriesSpec {
  // Each entry brings its bytes and one flag bit.
  const perPage = Math.floor(((pageSize - PAGE_HEADER_BYTES) * 8) / (entryBytes * 8 + 1));
  const pages = Math.ceil(depth / perPage) + 1 + TORN_PAGES;
  // One block more than the depth fills, because a whole block is erased at a time.
  const blocks = Math.ceil((pages * pageSize) / blockSize) + 1;
  return { id, name, entryBytes, perPage, depth, firstBlock, blocks };
}

/** The worst case of what one opening group copies: every value and every half-full page. */
function openingBytesMax(
  { pageSize }: Geometry,
  values: readonly ValueSpec[],
  series: readonly SeriesSpec[],
): number {
  let bytes = 0;
  for (const { home, bytesMax } of values) bytes += RECORD_BYTES + (home === 'log' ? bytesMax : 8);
  for (const one of series) bytes += 24 + (one.perPage === 1 ? 0 : pageSize - PAGE_HEADER_BYTES);
  return bytes;
}

function check({ geometry, logBlocks, values, series, groupBytesMax }: Layout): void {
  for (const table of [values, series])
    assert(new Set(table.map(({ name }) => name)).size === table.length, 'names are told apart');
  assert(values.length <= 256 && series.length <= 256, 'ids are 8 bits');
  assert(logBlocks >= 3, 'one block filling, one full, one free');
  assert(geometry.blockSize <= 0x10000, 'a block is put together in 64 KiB');
  for (const { name, home, bytesMax } of values)
    assert(home === 'log' || bytesMax <= geometry.blockSize, `${name} must fit a block`);
  for (const { name, perPage } of series)
    assert(perPage >= 1 && perPage <= 255, `${name}: a page counts its entries in 8 bits`);
  assert(groupBytesMax >= 0, 'all that lives must fit the group that opens a block');
}

/** The row of this name; a name that is not in the table is a mistake of the firmware. */
export function valueNamed(layout: Layout, name: string): ValueSpec {
  const value = layout.values.find((one) => one.name === name);
  assert(value !== undefined, `no value ${name}`);
  return value;
}

/** The row of this name; a name that is not in the table is a mistake of the firmware. */
export function seriesNamed(layout: Layout, name: string): SeriesSpec {
  const series = layout.series.find((one) => one.name === name);
  assert(series !== undefined, `no series ${name}`);
  return series;
}
