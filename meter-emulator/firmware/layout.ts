/** Where a meter keeps what: values as in state.ts, histories with the depths of the MMC schema 5.4. */
import { largestCborBytes } from '../../protocol/definition/cbor-size.ts';
import { assert } from '../../protocol/refused.ts';
import { SLOT_BYTES_MAX, SLOTS } from './documents/stored.ts';
import { CLOCK_STEPS_MAX, NETWORK_ENTRIES_MAX, READING_BYTES } from './metrology/stored.ts';
import { PAYMENTS_KEPT } from './prepayment/stored.ts';
import { type StoredName, stored } from './state.ts';
import { type Geometry, NOR } from './storage/flash.ts';
import {
  defineLayout,
  type SeriesRow,
  type SeriesSpec,
  seriesNamed,
  type ValueRow,
  valueNamed,
} from './storage/layout.ts';

/**
 * A part whose blocks take a whole request, and the largest group beside a copy of all that lives: of
 * 32 KiB, or eight sectors of 4 KiB erased together.
 */
export const METER_FLASH: Geometry = { ...NOR, blockSize: 2 * SLOT_BYTES_MAX };

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
/** Half-hours that a clock step may waste at most: the page then being filled, or the rest of two days. */
const CLOCK_STEPS_WASTE = CLOCK_STEPS_MAX * 112;
const SERIES = [
  ['halfHours', 2, 19_056 + CLOCK_STEPS_WASTE],
  ['days', 4, 731 + CLOCK_STEPS_MAX],
  ['events', 10, LOG_ENTRIES_MAX],
  ['security', 10, LOG_ENTRIES_MAX],
  ['voltage1', 6, 4320],
  ['voltage2', 6, 4320],
  ['voltage3', 6, 4320],
  ['auxiliary', 9, LOG_ENTRIES_MAX],
  ['boosts', 8, 25],
  ['secondaryHalfHours', 2, 19_056 + CLOCK_STEPS_WASTE],
  ['reactiveImport', 2, 4464 + CLOCK_STEPS_WASTE],
  ['export', 4, 4464 + CLOCK_STEPS_WASTE],
  ['dailyReads', READING_BYTES.main, 31 + CLOCK_STEPS_MAX],
  ['dailyReads1', READING_BYTES.registers, 31 + CLOCK_STEPS_MAX],
  ['dailyReads2', READING_BYTES.registers, 31 + CLOCK_STEPS_MAX],
  ['dateBills', READING_BYTES.main, 12],
  ['dateBills1', READING_BYTES.registers, 12],
  ['dateBills2', READING_BYTES.registers, 12],
  ['changeBills', READING_BYTES.main, 12],
  ['changeBills1', READING_BYTES.registers, 12],
  ['changeBills2', READING_BYTES.registers, 12],
  ['gasNetwork', 2, NETWORK_ENTRIES_MAX],
  ['power', 10, LOG_ENTRIES_MAX],
  ['credits', 8, PAYMENTS_KEPT.credits],
  ['debtPayments', 8, PAYMENTS_KEPT.debtPayments],
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
export const EVENTS_PER_GROUP_MAX = 47;
/**
 * Of these, kinds of refusal; the rest waits for the next half-hour. Four held commands, three events of
 * credit, three of debts, a half-hour dropped, now and at boot, and damage found are all there can be beside them; and
 * six of each phase's voltage, three phases lost or back, an outage, a load limit, five levels, the switch.
 */
export const REFUSALS_PER_GROUP_MAX = 3;
/** An entry in every series; a half-hour and a day that end together add no more. */
const PERIODS_BYTES = SERIES.reduce((sum, [, entryBytes]) => sum + 18 + entryBytes, 0);
/** Of each phase three averages of voltage, and of each auxiliary load an entry in its log. */
const AVERAGES_AND_SWITCHINGS_BYTES = 3 * 3 * (18 + 6) + 5 * (18 + 9);
/** The record of each value, and periods that ended before a boot and now, in one group. */
const GROUP_BYTES_MAX =
  VALUES.reduce((sum, [, bytesMax, home]) => sum + 8 + (home === 'block' ? 8 : bytesMax), 0) +
  // A slot that is written.
  16 +
  2 * PERIODS_BYTES +
  AVERAGES_AND_SWITCHINGS_BYTES +
  EVENTS_PER_GROUP_MAX * EVENT_BYTES;
assert(GROUP_BYTES_MAX <= meterLayout.groupBytesMax, 'the largest group finds room whatever lives');

export const series = Object.fromEntries(
  SERIES.map(([name]) => [name, seriesNamed(meterLayout, name)]),
) as Readonly<Record<SeriesName, SeriesSpec>>;
