/** What the next watt-second and the next day cost. One micropence is 10^-8 GBP. */
import type { MeterState } from '../state.ts';
import { blockInUse } from './counting.ts';
import { primaryPrices, secondaryPrices } from './in-force.ts';
import { rateOf } from './prices.ts';

export type Rates = {
  /** Of the primary element, or of gas. */
  readonly unitMicropencePerKwh: number;
  readonly secondaryMicropencePerKwh: number;
  /** Whole millipence. */
  readonly standingMicropencePerDay: number;
};

/** Of the registers in use. One without a price is free: a tariff that is let in has none such. */
export function ratesNow(state: MeterState): Rates {
  const primary = primaryPrices(state);
  const { register, secondaryTou } = state.counting;
  return {
    unitMicropencePerKwh: (primary && rateOf(primary, register, blockInUse(state))) ?? 0,
    secondaryMicropencePerKwh: secondaryPrices(state)?.tou[secondaryTou] ?? 0,
    standingMicropencePerDay: primary?.standingMicropencePerDay ?? 0,
  };
}
