/** SRV 4.11.1 at the meter: the tariff as it came, with the prices that came after it, and the price of now. */
import { assert } from '../../../protocol/refused.ts';
import { readTariffPrimaryElement } from '../../../protocol/services/read-tariff-primary-element.ts';
import { documentOf } from '../documents/documents.ts';
import type { MeterState } from '../state.ts';
import { blockInUse } from '../tariff/counting.ts';
import type { PrimaryTariff } from '../tariff/in-force.ts';
import { GAS_PRICE_SCALE, type Prices, type PrimaryPrices, rateOf } from '../tariff/prices.ts';
import { read } from './executor.ts';

type Electricity = NonNullable<PrimaryTariff['tariff']['electricity']>;
type Gas = NonNullable<PrimaryTariff['tariff']['gas']>;

const CURRENCY_NAMES = { GBP: 'Millipence', ECB: 'Millicent' } as const;

/** One has come from the factory; if flash has lost it there is none. */
export const executeReadTariffPrimaryElement = read(readTariffPrimaryElement, ({ state }) => {
  const document = documentOf(state, 'tariff');
  if (!document) return { denied: 'notThere' };
  const { gas, electricity } = document.tariff;
  const prices = documentOf(state, 'prices')?.priceElements ?? document.priceElements;
  if (gas && prices.gas)
    return { messageSuccess: true, tariff: { gas: ofGas(state, gas, prices.gas) } };
  const isOfOneFuel = electricity !== undefined && prices.electricity !== undefined;
  assert(isOfOneFuel, 'tariff and prices are of one fuel');
  const written = ofElectricity(state, electricity, prices.electricity);
  return { messageSuccess: true, tariff: { electricity: written } };
});

/** As it is written in the command, not as it is reckoned with. */
function activePrice(state: MeterState, written: Pick<Prices, 'tou' | 'block'>) {
  const price = rateOf(written, state.counting.register, blockInUse(state));
  return price === undefined ? {} : { activePrice: price };
}

function ofElectricity(
  state: MeterState,
  { currencyUnits, switchingTable, specialDays, thresholdMatrix }: Electricity,
  { matrix, ...prices }: NonNullable<PrimaryPrices['electricity']>,
) {
  const blockPrices = matrix.block?.blockPrices ?? matrix.hybrid?.blockPrices;
  const touPrices = matrix.tou?.touPrices ?? matrix.hybrid?.touPrices;
  return {
    ...activePrice(state, { tou: touPrices ?? {}, block: blockPrices ?? {} }),
    currencyUnits,
    currencyUnitsName: CURRENCY_NAMES[currencyUnits],
    ...prices,
    ...(blockPrices ? { blockPrices } : {}),
    ...(touPrices ? { touPrices } : {}),
    switchingTable,
    specialDays,
    thresholdMatrix,
  };
}

function ofGas(
  state: MeterState,
  { switchingTable, specialDays, thresholdMatrix }: Gas,
  { matrix, ...prices }: NonNullable<PrimaryPrices['gas']>,
) {
  const blockPrices = matrix.block?.blockPrices;
  const touPrices = matrix.tou?.touPrices;
  return {
    ...activePrice(state, { tou: touPrices ?? {}, block: blockPrices ? { 1: blockPrices } : {} }),
    activePriceScale: GAS_PRICE_SCALE,
    ...prices,
    switchingTable,
    specialDays,
    thresholds: thresholdMatrix,
    ...(touPrices ? { touPrices } : {}),
    ...(blockPrices ? { blockPrices } : {}),
  };
}
