/**
 * Gas: energy made of volume. kWh = m3 × calorific value (MJ/m3) × conversion factor / 3.6, in whole numbers:
 * what is below a watt-second is carried along, so a new calorific value loses nothing and doubles nothing.
 */
import type { MeterState } from '../state.ts';

type Conversion = MeterState['gasConversion'];

/** Tenths of MJ/m3 and 1e-5 of the factor, for litres per hour times seconds: 3,600,000 to the joule. */
export const UNITS_PER_WATT_SECOND = 3_600_000;

/** Past these no gas is, and no product is exact; 6.6 refuses them. 100 MJ/m3, and a factor of 10. */
const CALORIFIC_VALUE_MAX = 1000;
const CONVERSION_FACTOR_MAX = 1_000_000;

/** Units of energy of each unit of volume. */
export function unitsPerLitreSecond({ calorificValue, conversionFactor }: Conversion): number {
  return calorificValue * conversionFactor;
}

/** Exact for all the gas that flows in a half-hour at up to 1,000 m3/h. */
export function energyOf(
  conversion: Conversion,
  litreSeconds: number,
  remainder: number,
): { readonly wattSeconds: number; readonly remainder: number } {
  const perLitreSecond = unitsPerLitreSecond(conversion);
  const rest = perLitreSecond % UNITS_PER_WATT_SECOND;
  const whole = (perLitreSecond - rest) / UNITS_PER_WATT_SECOND;
  const units = litreSeconds * rest + remainder;
  const left = units % UNITS_PER_WATT_SECOND;
  const wattSeconds = litreSeconds * whole + (units - left) / UNITS_PER_WATT_SECOND;
  return { wattSeconds, remainder: left };
}

/** Zero would make gas free; what is past the ends is no gas. */
export function isPossible({ calorificValue, conversionFactor }: Conversion): boolean {
  return (
    calorificValue > 0 &&
    calorificValue <= CALORIFIC_VALUE_MAX &&
    conversionFactor > 0 &&
    conversionFactor <= CONVERSION_FACTOR_MAX
  );
}

/** What 6.7 calls a leak, in 1e-4 m3/h, in whichever way it was said. */
export function leakTenThousandths({ uncontrolledGasFlowRate }: MeterState['gasFlow']): number {
  return uncontrolledGasFlowRate.whole ?? uncontrolledGasFlowRate.decimal;
}
