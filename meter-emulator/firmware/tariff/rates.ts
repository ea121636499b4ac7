/** What the next watt-second and the next day cost. */
import { documentOf } from '../documents/documents.ts';
import type { MeterState } from '../state.ts';

/** One micropence is 10^-8 GBP, a thousandth of a millipence. */
export type Rates = {
  readonly unitMicropencePerKwh: number;
  readonly standingMicropencePerDay: number;
};

const FREE: Rates = { unitMicropencePerKwh: 0, standingMicropencePerDay: 0 };

/** A price of the tariff is in pounds, times ten to the power of its scale. */
const POUND_EXPONENT = 8;

export function ratesNow(state: Pick<MeterState, 'documents' | 'slotBytes'>): Rates {
  const electricity = documentOf(state, 'tariff')?.priceElements.electricity;
  if (!electricity) return FREE;
  const { matrix, priceScale, standingCharge, standingChargeScale } = electricity;
  return {
    unitMicropencePerKwh: (matrix.tou?.touPrices[1] ?? 0) * 10 ** (priceScale + POUND_EXPONENT),
    standingMicropencePerDay: standingCharge * 10 ** (standingChargeScale + POUND_EXPONENT),
  };
}
