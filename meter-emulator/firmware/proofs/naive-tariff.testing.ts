/**
 * The tariff a second time, slowly and in whole minutes: which register counts is found by looking back
 * through the written tables, and energy goes watt-second by watt-second account into it. Nothing of it
 * comes from tariff/; where the facts are silent it follows docs/meter/tariff.md.
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { electricityTariff, primaryPrices } from '../../../protocol/services/tariff-shapes.ts';
import { DAY_SECONDS, dayOf, isOn, midnightBefore } from './naive-calendar.testing.ts';

export type Tariff = ValueOf<typeof electricityTariff>;
export type Prices = NonNullable<ValueOf<typeof primaryPrices>['electricity']>;
type Table = {
  readonly switchingTable: Tariff['switchingTable'];
  readonly specialDays: Tariff['specialDays'];
};
export type Action = Tariff['switchingTable']['dayProfiles'][number]['schedules'][number]['action'];
/** Energy of one price. */
export type Portion = { readonly wattSeconds: bigint; readonly micropencePerKwh: bigint };

const WATT_SECONDS_PER_WH = 3600n;
const LONGEST_LOOK_BACK_DAYS = 366 * 20;
const BLOCKS = [1, 2, 3, 4] as const;

/** Days already looked up: a year of looking back for each minute would be too slow even here. */
const known = new WeakMap<Table, Map<number, number>>();

/** The name of the kind of day that this one is. */
export function dayNameOn(table: Table, midnight: number): number {
  const days = known.get(table) ?? new Map<number, number>();
  known.set(table, days);
  const dayName = days.get(midnight) ?? lookUpDayName(table, midnight);
  days.set(midnight, dayName);
  return dayName;
}

function lookUpDayName({ switchingTable, specialDays }: Table, midnight: number): number {
  const special = specialDays.find(({ date }) => isOn(midnight, date));
  if (special) return special.referencedDayName;
  const season = seasonOn(switchingTable, midnight);
  const week = switchingTable.weekProfiles.find(
    ({ weekName }) => weekName === season.referencedWeekName,
  );
  return week?.dayNames[dayOf(midnight).dayOfWeek] as number;
}

/** Back from today to the first day on which a season starts: that one reigns; before all, the first. */
function seasonOn({ seasons }: Table['switchingTable'], midnight: number) {
  for (let back = 0; back < LONGEST_LOOK_BACK_DAYS; back++) {
    const day = midnight - back * DAY_SECONDS;
    const started = seasons.find(({ seasonStartDate }) => isOn(day, seasonStartDate));
    if (started) return started;
  }
  return seasons[0] as (typeof seasons)[number];
}

/** What the last switch before or at this second said, be it today's or an earlier day's. */
export function actionAt(table: Table, utcSeconds: number): Action {
  for (let midnight = midnightBefore(utcSeconds); ; midnight -= DAY_SECONDS) {
    const dayName = dayNameOn(table, midnight);
    const profile = table.switchingTable.dayProfiles.find((day) => day.dayName === dayName);
    const passed = profile?.schedules.findLast(
      ({ startTime }) => midnight + startTime <= utcSeconds,
    );
    if (passed) return passed.action;
  }
}

/** A price of 10^scale pounds in micropence, of which a pound has 10^8. */
export function micropence(value: number, scale: number): bigint {
  const power = scale + 8;
  if (power < 0) throw new Error('finer than a micropenny');
  return BigInt(value) * 10n ** BigInt(power);
}

const grid = () => BLOCKS.map(() => Array.from({ length: 8 }, () => 0n));

export class NaiveTariff {
  /** Watt-seconds; index 0 is register 1. */
  readonly tou = Array.from({ length: 48 }, () => 0n);
  /** Watt-seconds by block and row, both from 0. */
  readonly blocks = grid();
  counters = grid();
  tariff: Tariff;
  prices: Prices;

  constructor(tariff: Tariff, prices: Prices) {
    this.tariff = tariff;
    this.prices = prices;
  }

  get standingMicropence(): bigint {
    return micropence(this.prices.standingCharge, this.prices.standingChargeScale);
  }

  resetCounters(): void {
    this.counters = grid();
  }

  /** Energy used from `utcSeconds` on, during which no switch may fall. Gives it by price. */
  count(utcSeconds: number, wattSeconds: bigint): readonly Portion[] {
    const { tou, block } = actionAt(this.tariff, utcSeconds);
    if (block !== undefined) return this.#countInBlocks(block, wattSeconds);
    this.tou[tou - 1] = (this.tou[tou - 1] as bigint) + wattSeconds;
    return [{ wattSeconds, micropencePerKwh: this.#touPrice(tou) }];
  }

  #countInBlocks(row: number, wattSeconds: bigint): readonly Portion[] {
    const portions: Portion[] = [];
    let left = wattSeconds;
    while (left > 0n) {
      const used = BLOCKS.reduce((sum, block) => sum + this.#counted(block, row), 0n);
      const ends = Object.values(this.tariff.thresholdMatrix[row] ?? {}).map(
        (wattHours) => BigInt(wattHours) * WATT_SECONDS_PER_WH,
      );
      const block = 1 + ends.filter((end) => end <= used).length;
      const end = ends.find((one) => one > used);
      const portion = end !== undefined && end - used < left ? end - used : left;
      this.#add(this.blocks, block, row, portion);
      this.#add(this.counters, block, row, portion);
      portions.push({ wattSeconds: portion, micropencePerKwh: this.#blockPrice(block, row) });
      left -= portion;
    }
    return portions;
  }

  #counted(block: number, row: number): bigint {
    return this.counters[block - 1]?.[row - 1] as bigint;
  }

  #add(matrix: bigint[][], block: number, row: number, wattSeconds: bigint): void {
    const cells = matrix[block - 1] as bigint[];
    cells[row - 1] = (cells[row - 1] as bigint) + wattSeconds;
  }

  #touPrice(register: number): bigint {
    const { tou, hybrid } = this.prices.matrix;
    return this.#price((tou ?? hybrid)?.touPrices[register]);
  }

  #blockPrice(block: number, row: number): bigint {
    const { block: blocks, hybrid } = this.prices.matrix;
    return this.#price((blocks ?? hybrid)?.blockPrices[row]?.[block]);
  }

  #price(value: number | undefined): bigint {
    if (value === undefined) throw new Error('a register without a price counts');
    return micropence(value, this.prices.priceScale);
  }
}
