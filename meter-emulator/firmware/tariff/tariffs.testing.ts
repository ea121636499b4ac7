/** Tariffs for tests. */
import type { DocumentOf } from '../documents/documents.ts';
import type { PrimaryPrices } from './prices.ts';
import type { Register } from './stored.ts';

export type Tariff = DocumentOf<'tariff'>;
type Electricity = NonNullable<Tariff['tariff']['electricity']>;
type Matrix = NonNullable<PrimaryPrices['electricity']>['matrix'];

export const UNLIMITED = 0xffff_ffff;
export const EVERY_DAY = {
  year: 'any',
  month: 'any',
  dayOfMonth: 'any',
  dayOfWeek: 'any',
} as const;
const HOUR = 3600;

export type At = readonly [secondOfDay: number, register: Register];

/** One kind of day after another, from Monday on. */
export function tableOf(...days: readonly (readonly At[])[]): Electricity['switchingTable'] {
  const name = (weekday: number) => ((weekday - 1) % days.length) + 1;
  return {
    dayProfiles: days.map((switches, index) => ({
      dayName: index + 1,
      schedules: switches.map(([startTime, action]) => ({ startTime, action })),
    })),
    weekProfiles: [
      {
        weekName: 1,
        dayNames: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, name(day)])),
      },
    ],
    seasons: [{ seasonName: 'year', seasonStartDate: EVERY_DAY, referencedWeekName: 1 }],
  };
}

/** Thresholds in Wh by row, the rest without limit. */
export function thresholdsOf(rows: Readonly<Record<number, readonly number[]>>) {
  return Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => {
      const row = rows[i + 1] ?? [UNLIMITED];
      return [i + 1, Object.fromEntries(row.map((wh, n) => [n + 1, wh]))];
    }),
  );
}

/** Prices in millipence. */
export function tariffOf(
  switchingTable: Electricity['switchingTable'],
  matrix: Matrix,
  thresholds: Readonly<Record<number, readonly number[]>> = {},
): Tariff {
  return {
    tariff: {
      electricity: {
        currencyUnits: 'GBP',
        switchingTable,
        specialDays: [],
        thresholdMatrix: thresholdsOf(thresholds),
      },
    },
    priceElements: {
      electricity: { standingCharge: 0, standingChargeScale: -5, priceScale: -5, matrix },
    },
  };
}

/** Nights from 00:30 to 07:30 at 10p, days at 30p. */
export const economy7 = tariffOf(
  tableOf([
    [HOUR / 2, { tou: 1 }],
    [7.5 * HOUR, { tou: 2 }],
  ]),
  { tou: { touPrices: { 1: 10_000, 2: 30_000 } } },
);

/** 1 kWh at 10p, one more at 20p, the rest at 30p. */
export const rising = tariffOf(
  tableOf([[0, { block: 1 }]]),
  { block: { blockPrices: { 1: { 1: 10_000, 2: 20_000, 3: 30_000 } } } },
  { 1: [1000, 2000, UNLIMITED] },
);

/** The same blocks of litres, and prices, for gas. */
export const risingGas: Tariff = {
  tariff: {
    gas: {
      switchingTable: {
        dayProfiles: [{ dayName: 1, action: { block: {} } }],
        weekProfiles: tableOf([]).weekProfiles,
        seasons: [{ seasonStartDate: EVERY_DAY, referencedWeekName: 1 }],
      },
      specialDays: [],
      thresholdMatrix: { 1: 1000, 2: 2000, 3: 3000 },
    },
  },
  priceElements: {
    gas: {
      currencyUnits: 'GBP',
      standingCharge: 0,
      matrix: {
        block: { blockPrices: { 1: 10_000, 2: 20_000, 3: 30_000 }, numberOfThresholds: 2 },
      },
    },
  },
};
