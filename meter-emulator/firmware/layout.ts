/** Where a meter keeps what: values as in state.ts, histories with the depths of the MMC schema 5.4. */
import { assert } from '../../protocol/refused.ts';
import type { StoredName } from './state.ts';
import { NOR } from './storage/flash.ts';
import { defineLayout, type SeriesRow, seriesNamed, type ValueRow } from './storage/layout.ts';

/** Most bytes of each value; rows are added at the end, since a row's place is its id on flash. */
const VALUES = [
  ['identity', 512, 'block'],
  ['anchors', 176],
  ['configuration', 48],
  ['clock', 16],
  ['metrology', 80],
  ['prepayment', 96],
  ['supply', 8],
  ['counters', 56],
  ['answer', 104],
  ['futureDated', 272],
  ['alerts', 296],
  ['logs', 16],
] as const satisfies readonly (readonly [StoredName, number, 'block'?])[];

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

export const meterLayout = defineLayout(NOR, LOG_BLOCKS, VALUES as readonly ValueRow[], SERIES);

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
  VALUES.slice(1).reduce((sum, [, bytesMax]) => sum + 8 + bytesMax, 0) +
  2 * PERIODS_BYTES +
  EVENTS_PER_GROUP_MAX * EVENT_BYTES;
assert(GROUP_BYTES_MAX <= meterLayout.groupBytesMax, 'the largest group finds room whatever lives');

export const series = {
  halfHours: seriesNamed(meterLayout, 'halfHours'),
  days: seriesNamed(meterLayout, 'days'),
  events: seriesNamed(meterLayout, 'events'),
  security: seriesNamed(meterLayout, 'security'),
} as const satisfies Readonly<Record<SeriesName, unknown>>;
