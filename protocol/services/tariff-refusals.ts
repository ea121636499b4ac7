/** Why a meter does not go by a tariff or by prices: what it could not reckon with exactly, or at all. */
import type { Refusals } from '../definition/service.ts';

export const priceRefusals = {
  priceScaleTooFine: {
    code: 120,
    doc: 'With its PriceScale a price is not whole micropence (10^-8 of the currency).',
  },
  priceOutOfRange: { code: 121, doc: 'A price is negative, or above ten pounds a kWh.' },
} as const satisfies Refusals;

export const standingChargeRefusals = {
  standingChargeScaleTooFine: {
    code: 122,
    doc: 'With StandingChargeScale the standing charge is not whole millipence.',
  },
  standingChargeOutOfRange: {
    code: 123,
    doc: 'The standing charge is negative, or above a thousand pounds a day.',
  },
} as const satisfies Refusals;

export const tableRefusals = {
  priceMissing: {
    code: 124,
    doc: 'A register or a block that the switching table can count in has no price.',
  },
  thresholdMissing: { code: 125, doc: 'A block threshold that counts is left out.' },
  dateImpossible: {
    code: 126,
    doc: 'The date of a season or a special day is in no year, or has another weekday.',
  },
} as const satisfies Refusals;

/** Prices alone, without the tariff they are of. */
export const pricesAloneRefusals = {
  pricesOfAnotherTariff: {
    code: 40,
    doc: 'The tariff counts in registers or ways that these prices do not cover, or there is none.',
  },
} as const satisfies Refusals;
