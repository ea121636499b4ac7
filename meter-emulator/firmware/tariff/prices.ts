/** Prices of a tariff as the meter reckons with them: whole micropence, or the reason why it cannot. */
import type { DocumentOf } from '../documents/documents.ts';
import type { Register } from './stored.ts';

/** One micropence is 10^-8 GBP, a thousandth of a millipence. */
export type Prices = {
  readonly standingMicropencePerDay: number;
  /** Micropence per kWh, by register. */
  readonly tou: Readonly<Record<number, number>>;
  /** Micropence per kWh, by row and block. */
  readonly block: Readonly<Record<number, Readonly<Record<number, number>>>>;
  /** Gas alone: how many of the thresholds count. */
  readonly thresholds: number;
};

export type PrimaryPrices = DocumentOf<'tariff'>['priceElements'];
export type SecondaryPrices = DocumentOf<'secondaryTariff'>['priceElements'];
export type PriceRefusal = 'priceScaleTooFine' | 'priceOutOfRange';
export type StandingChargeRefusal = 'standingChargeScaleTooFine' | 'standingChargeOutOfRange';

/** Ten pounds a kWh: what takeConsumption holds exactly. */
const RATE_MICROPENCE_MAX = 10 ** 9;
/** A thousand pounds a day. */
const STANDING_MICROPENCE_MAX = 10 ** 11;
/** A price is in pounds, times ten to the power of its scale. */
const MICROPENCE_SCALE = -8;
/** A standing charge is whole millipence, like a balance. */
export const MICROPENCE_PER_MILLIPENCE = 1000;
/** The command does not give one for gas: it is millipence, five digits after the point (GBCS). */
export const GAS_PRICE_SCALE = -5;
const THRESHOLDS_MAX = 3;

const cache = new WeakMap<object, Prices>();

/** Of prices that `refusalOfPrices` has let in. */
export function pricesOf(elements: PrimaryPrices): Prices {
  let prices = cache.get(elements);
  if (!prices) {
    prices = elements.gas ? ofGas(elements.gas) : ofElectricity(elements.electricity);
    cache.set(elements, prices);
  }
  return prices;
}

export function secondaryPricesOf(elements: SecondaryPrices): Prices {
  let prices = cache.get(elements);
  if (!prices) {
    const tou = scaled(elements.touPrices, elements.priceScale);
    prices = { standingMicropencePerDay: 0, tou, block: {}, thresholds: THRESHOLDS_MAX };
    cache.set(elements, prices);
  }
  return prices;
}

/** What a kWh costs in micropence in this register; undefined without a price. */
export function rateOf(
  { tou, block }: Pick<Prices, 'tou' | 'block'>,
  register: Register,
  inBlock: number,
): number | undefined {
  return register.tou === undefined ? block[register.block]?.[inBlock] : tou[register.tou];
}

function ofElectricity(elements: NonNullable<PrimaryPrices['electricity']>): Prices {
  const { standingCharge, standingChargeScale, priceScale, matrix } = elements;
  const blocks = matrix.block?.blockPrices ?? matrix.hybrid?.blockPrices ?? {};
  return {
    standingMicropencePerDay: micropence(standingCharge, standingChargeScale),
    tou: scaled(matrix.tou?.touPrices ?? matrix.hybrid?.touPrices ?? {}, priceScale),
    block: mapRows(blocks, (row) => scaled(row, priceScale)),
    thresholds: THRESHOLDS_MAX,
  };
}

function ofGas({ standingCharge, matrix }: NonNullable<PrimaryPrices['gas']>): Prices {
  return {
    standingMicropencePerDay: micropence(standingCharge, GAS_PRICE_SCALE),
    tou: scaled(matrix.tou?.touPrices ?? {}, GAS_PRICE_SCALE),
    block: matrix.block ? { 1: scaled(matrix.block.blockPrices, GAS_PRICE_SCALE) } : {},
    thresholds: matrix.block?.numberOfThresholds ?? 0,
  };
}

function scaled(prices: Readonly<Record<number, number>>, scale: number) {
  return mapRows(prices, (price) => micropence(price, scale));
}

function mapRows<T, U>(rows: Readonly<Record<number, T>>, of: (row: T) => U): Record<number, U> {
  return Object.fromEntries(Object.entries(rows).map(([index, row]) => [index, of(row as T)]));
}

/** Exact where it is whole: a division by a power of ten, not a product with a rounded one. */
function micropence(value: number, scale: number): number {
  const power = scale - MICROPENCE_SCALE;
  return power >= 0 ? value * 10 ** power : value / 10 ** -power;
}

/** Why these cannot be reckoned with exactly; undefined for what can. */
export function refusalOfPrices(
  elements: PrimaryPrices,
): PriceRefusal | StandingChargeRefusal | undefined {
  const { standingMicropencePerDay: standing, tou, block } = pricesOf(elements);
  if (!isWithin(standing, STANDING_MICROPENCE_MAX)) return 'standingChargeOutOfRange';
  if (standing % MICROPENCE_PER_MILLIPENCE !== 0) return 'standingChargeScaleTooFine';
  return refusalOfRates([tou, ...Object.values(block)].flatMap((row) => Object.values(row)));
}

export function refusalOfSecondaryPrices(elements: SecondaryPrices): PriceRefusal | undefined {
  return refusalOfRates(Object.values(secondaryPricesOf(elements).tou));
}

function refusalOfRates(rates: readonly number[]): PriceRefusal | undefined {
  if (rates.some((rate) => !isWithin(rate, RATE_MICROPENCE_MAX))) return 'priceOutOfRange';
  return rates.every(Number.isInteger) ? undefined : 'priceScaleTooFine';
}

/** Negative prices are refused: a balance would rise by use. */
function isWithin(micropence: number, max: number): boolean {
  return micropence >= 0 && micropence <= max;
}
