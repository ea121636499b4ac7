/** Where a meter keeps what: values as in state.ts, histories with the depths of the MMC schema 5.4. */
import { largestCborBytes } from '../../protocol/definition/cbor-size.ts';
import { assert } from '../../protocol/refused.ts';
import { SLOT_BYTES_MAX, SLOTS } from './documents/stored.ts';
import { type StoredName, stored } from './state.ts';
import { type Geometry, NOR } from './storage/flash.ts';
import {
  defineLayout,
  type SeriesRow,
  seriesNamed,
  type ValueRow,
  valueNamed,
} from './storage/layout.ts';

/** A part whose blocks take a whole request: sectors of 16 KiB, or four of 4 KiB erased together. */
export const METER_FLASH: Geometry = { ...NOR, blockSize: SLOT_BYTES_MAX };

/** What is large and seldom written lies in a block of its own. */
const IN_BLOCKS: readonly StoredName[] = ['identity'];

/** A place for each value, however large it grows. */
const VALUES = Object.entries(stored).map(([name, type]): ValueRow => {
  const bytesMax = largestCborBytes(type);
  return IN_BLOCKS.includes(name as StoredName) ? [name, bytesMax, 'block'] : [name, bytesMax];
});

/** The slots come first, so that their ids do not move when a value is added. */
const SLOT_VALUES: readonly ValueRow[] = Array.from(
  { length: SLOTS },
  (_, slot): ValueRow => [`slot ${slot}`, SLOT_BYTES_MAX, 'block'],
);

export const LOG_ENTRIES_MAX = 100;
const SERIES = [
  ['halfHours', 2, 19_056],
  ['days', 4, 731],
  ['events', 10, LOG_ENTRIES_MAX],
  ['security', 10, LOG_ENTRIES_MAX],
] as const satisfies readonly SeriesRow[];
export type SeriesName = (typeof SERIES)[number][0];

/** More log blocks, longer life: docs/flash.md. */
const LOG_BLOCKS = 4;

export const meterLayout = defineLayout(
  METER_FLASH,
  LOG_BLOCKS,
  [...SLOT_VALUES, ...VALUES],
  SERIES,
);

export const slotValues = SLOT_VALUES.map(([name]) => valueNamed(meterLayout, name));

/** What one event may add to a group: its entry in a log. */
const EVENT_BYTES = 28;
export const EVENTS_PER_GROUP_MAX = 13;
/**
 * Of these, kinds of refusal; the rest waits for the next half-hour. Four held commands, three events of
 * credit, a half-hour dropped, now and at boot, and damage found are all there can be beside them.
 */
export const REFUSALS_PER_GROUP_MAX = 3;
/** What a half-hour and a day that end together add. */
const PERIODS_BYTES = 42;
/** The record of each value, and periods that ended before a boot and now, in one group. */
const GROUP_BYTES_MAX =
  VALUES.reduce((sum, [, bytesMax, home]) => sum + 8 + (home === 'block' ? 8 : bytesMax), 0) +
  // A slot that is written.
  16 +
  2 * PERIODS_BYTES +
  EVENTS_PER_GROUP_MAX * EVENT_BYTES;
assert(GROUP_BYTES_MAX <= meterLayout.groupBytesMax, 'the largest group finds room whatever lives');

export const series = {
  halfHours: seriesNamed(meterLayout, 'halfHours'),
  days: seriesNamed(meterLayout, 'days'),
  events: seriesNamed(meterLayout, 'events'),
  security: seriesNamed(meterLayout, 'security'),
} as const satisfies Readonly<Record<SeriesName, unknown>>;
