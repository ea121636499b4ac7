/** What a tariff must be before a meter goes by it, besides the rules of its definition. */
import { registersIn, type SwitchingTable } from './calendar.ts';
import {
  blockEnds,
  type PrimaryTariff,
  primaryTable,
  type SecondaryTariff,
  secondaryTable,
} from './in-force.ts';
import { isImpossible } from './open-dates.ts';
import {
  type PriceRefusal,
  type Prices,
  type PrimaryPrices,
  pricesOf,
  rateOf,
  refusalOfPrices,
  refusalOfSecondaryPrices,
  type SecondaryPrices,
  type StandingChargeRefusal,
  secondaryPricesOf,
} from './prices.ts';
import { BLOCKS, type Register } from './stored.ts';

type PrimaryRefusal =
  | PriceRefusal
  | StandingChargeRefusal
  | 'notThere'
  | 'priceMissing'
  | 'thresholdMissing'
  | 'dateImpossible';

/** Undefined: the meter can go by it. `notThere`: it is for the other fuel. */
export function refusalOfPrimaryTariff(
  isGas: boolean,
  { tariff, priceElements }: Pick<PrimaryTariff, 'tariff' | 'priceElements'>,
): PrimaryRefusal | undefined {
  if ((tariff.gas !== undefined) !== isGas) return 'notThere';
  const table = primaryTable({ tariff });
  if (hasImpossibleDate(table)) return 'dateImpossible';
  const wrong = refusalOfPrices(priceElements);
  if (wrong) return wrong;
  const prices = pricesOf(priceElements);
  if (isThresholdMissing({ tariff }, prices)) return 'thresholdMissing';
  return isPriceMissing({ tariff }, prices) ? 'priceMissing' : undefined;
}

/** Of prices that come without a tariff, under the one the meter has, if flash has not lost it. */
export function refusalOfPrimaryPrices(
  isGas: boolean,
  tariff: PrimaryTariff | undefined,
  elements: PrimaryPrices,
): PriceRefusal | StandingChargeRefusal | 'notThere' | 'pricesOfAnotherTariff' | undefined {
  if ((elements.gas !== undefined) !== isGas) return 'notThere';
  const wrong = refusalOfPrices(elements);
  if (wrong) return wrong;
  if (!tariff) return 'pricesOfAnotherTariff';
  const prices = pricesOf(elements);
  const isAnother = isThresholdMissing(tariff, prices) || isPriceMissing(tariff, prices);
  return isAnother ? 'pricesOfAnotherTariff' : undefined;
}

/** That its registers have a price is a rule of the definition. */
export function refusalOfSecondaryTariff(
  tariff: SecondaryTariff,
): PriceRefusal | 'dateImpossible' | undefined {
  if (hasImpossibleDate(secondaryTable(tariff))) return 'dateImpossible';
  return refusalOfSecondaryPrices(tariff.priceElements);
}

export function refusalOfSecondaryPricesUnder(
  tariff: SecondaryTariff | undefined,
  elements: SecondaryPrices,
): PriceRefusal | 'pricesOfAnotherTariff' | undefined {
  const wrong = refusalOfSecondaryPrices(elements);
  if (wrong) return wrong;
  const prices = secondaryPricesOf(elements);
  const isCovered =
    tariff !== undefined &&
    registersIn(secondaryTable(tariff)).every((one) => rateOf(prices, one, 1) !== undefined);
  return isCovered ? undefined : 'pricesOfAnotherTariff';
}

function hasImpossibleDate({ seasons, specialDays }: SwitchingTable): boolean {
  return [...seasons.map(({ start }) => start), ...specialDays.map(({ date }) => date)].some(
    isImpossible,
  );
}

/** Without the first threshold the second means nothing; and all that gas prices count on are there. */
function isThresholdMissing(
  { tariff }: Pick<PrimaryTariff, 'tariff'>,
  { thresholds }: Prices,
): boolean {
  if (tariff.gas)
    return upTo(thresholds).some((index) => tariff.gas?.thresholdMatrix[index] === undefined);
  return Object.values(tariff.electricity.thresholdMatrix).some((row) =>
    upTo(Object.keys(row).length).some((index) => row[index] === undefined),
  );
}

function isPriceMissing(tariff: Pick<PrimaryTariff, 'tariff'>, prices: Prices): boolean {
  return registersIn(primaryTable(tariff)).some((register) =>
    blocksOf(tariff, prices, register).some(
      (block) => rateOf(prices, register, block) === undefined,
    ),
  );
}

/** The blocks that can come into use: not one that ends where it begins. */
function blocksOf(
  tariff: Pick<PrimaryTariff, 'tariff'>,
  prices: Prices,
  register: Register,
): readonly number[] {
  if (register.tou !== undefined) return [1];
  const ends = [0, ...blockEnds(tariff, prices, register.block), Number.POSITIVE_INFINITY];
  return upTo(BLOCKS).filter((block) => (ends[block - 1] ?? 0) < (ends[block] ?? 0));
}

function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
