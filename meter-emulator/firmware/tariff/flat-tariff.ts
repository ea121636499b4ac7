/** The tariff of a new meter: one price at all times. */
import type { DocumentOf } from '../documents/documents.ts';

const ANY_DATE = {
  year: 'any',
  month: 'any',
  dayOfMonth: 'any',
  dayOfWeek: 'any',
} as const;
const UNLIMITED = { 1: 0xffff_ffff, 2: 0xffff_ffff, 3: 0xffff_ffff };
const EVERY_DAY_ALIKE = [{ weekName: 1, dayNames: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1 } }];

/** Millipence are 10^-5 GBP: the scale of both prices. */
const MILLIPENCE_SCALE = -5;
/** A price has 16 bits: one too large for that loses its last digit. */
function scaled(millipence: number): { readonly value: number; readonly scale: number } {
  let [value, scale] = [millipence, MILLIPENCE_SCALE];
  for (; value > 32_767; scale++) value = Math.round(value / 10);
  return { value, scale };
}

/** Everything is counted in TOU register 1. Prices above 32,767 millipence are rounded to tens or more. */
export function flatTariff(
  unitRateMillipencePerKwh: number,
  standingChargeMillipencePerDay: number,
): DocumentOf<'tariff'> {
  const unit = scaled(unitRateMillipencePerKwh);
  const standing = scaled(standingChargeMillipencePerDay);
  return {
    tariff: {
      electricity: {
        currencyUnits: 'GBP',
        switchingTable: {
          dayProfiles: [{ dayName: 1, schedules: [{ startTime: 0, action: { tou: 1 } }] }],
          weekProfiles: EVERY_DAY_ALIKE,
          seasons: [{ seasonName: 'all year', seasonStartDate: ANY_DATE, referencedWeekName: 1 }],
        },
        specialDays: [],
        thresholdMatrix: Object.fromEntries(
          Array.from({ length: 8 }, (_, row) => [row + 1, UNLIMITED]),
        ),
      },
    },
    priceElements: {
      electricity: {
        standingCharge: standing.value,
        standingChargeScale: standing.scale,
        priceScale: unit.scale,
        matrix: { tou: { touPrices: { 1: unit.value } } },
      },
    },
  };
}

/** The same for the second element of a twin element; it has no standing charge of its own. */
export function flatSecondaryTariff(
  unitRateMillipencePerKwh: number,
): DocumentOf<'secondaryTariff'> {
  const unit = scaled(unitRateMillipencePerKwh);
  return {
    switchingTable: {
      dayProfiles: [{ dayName: 1, schedules: [{ startTime: 0, touTariffAction: 1 }] }],
      weekProfiles: EVERY_DAY_ALIKE,
      seasons: [{ seasonName: 'all year', seasonStartDate: ANY_DATE, referencedWeekName: 1 }],
    },
    specialDays: [],
    priceElements: { priceScale: unit.scale, touPrices: { 1: unit.value } },
  };
}

/** The same for gas. Prices have 32 bits: none is rounded. */
export function flatGasTariff(
  unitRateMillipencePerKwh: number,
  standingChargeMillipencePerDay: number,
): DocumentOf<'tariff'> {
  return {
    tariff: {
      gas: {
        switchingTable: {
          dayProfiles: [{ dayName: 1, action: { tou: 1 } }],
          weekProfiles: EVERY_DAY_ALIKE,
          seasons: [{ seasonStartDate: ANY_DATE, referencedWeekName: 1 }],
        },
        specialDays: [],
        thresholdMatrix: UNLIMITED,
      },
    },
    priceElements: {
      gas: {
        currencyUnits: 'GBP',
        standingCharge: standingChargeMillipencePerDay,
        matrix: { tou: { touPrices: { 1: unitRateMillipencePerKwh } } },
      },
    },
  };
}
