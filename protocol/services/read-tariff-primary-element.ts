/** SRV 4.11.1. The tariff that 1.1.1 has set, and the price of this moment. */
import { enumeration, int16, unsigned32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, empty, inline, optional, required, struct } from '../definition/words.ts';
import { currency, outcome } from './shared.ts';
import {
  blockPricesRead,
  gasBlockPricesRead,
  gasSpecialDaysRead,
  gasSwitchingTableRead,
  gasThresholdsRead,
  gasTouPricesRead,
  specialDaysRead,
  switchingTableRead,
  thresholdsRead,
  touPricesRead,
} from './tariff-read-shapes.ts';
import { priceScale } from './tariff-shapes.ts';

const currencyName = enumeration({ Millipence: 1, Millicent: 2 });
const electricity = struct({
  activePrice: optional(1, unsigned32, 'Price now.', { element: 'PrimaryActiveTariffPrice' }),
  currencyUnits: optional(2, currency, 'Currency of every price.', {
    element: 'CurrencyUnitsLabel',
  }),
  currencyUnitsName: optional(3, currencyName, 'What balances are counted in.'),
  standingCharge: optional(4, int16, 'Per day, times ten to the power of its scale.'),
  standingChargeScale: optional(5, priceScale, 'Power of ten.'),
  priceScale: optional(6, priceScale, 'Power of ten of every price.'),
  blockPrices: optional(7, blockPricesRead, 'Prices in blocks.', {
    element: 'TariffBlockPriceMatrix',
  }),
  touPrices: optional(8, touPricesRead(48), 'Prices by time.', {
    element: 'TariffTOUPriceMatrix',
  }),
  switchingTable: optional(9, switchingTableRead, 'Which register counts when.', {
    element: 'TariffSwitchingTable',
  }),
  specialDays: optional(10, specialDaysRead, 'Days out of the pattern.', {
    element: 'TariffSwitchingTableSpecialDays',
  }),
  thresholdMatrix: optional(11, thresholdsRead, 'Wh at which a block ends.', {
    element: 'TariffThresholdMatrix',
  }),
});
const gas = struct({
  activePrice: optional(1, unsigned32, 'Price now.', { element: 'PrimaryActiveTariffPrice' }),
  activePriceScale: optional(2, priceScale, 'Power of ten of it.', {
    element: 'PrimaryActiveTariffPriceScale',
  }),
  currencyUnits: optional(3, currency, 'Currency of every price.', {
    element: 'CurrencyUnitsLabel',
  }),
  standingCharge: optional(4, unsigned32, 'Per day.'),
  switchingTable: optional(5, gasSwitchingTableRead, 'Which register counts when.', {
    element: 'TariffSwitchingTable',
  }),
  specialDays: optional(6, gasSpecialDaysRead, 'Days out of the pattern.', {
    element: 'TariffSwitchingTableSpecialDays',
  }),
  thresholds: optional(7, gasThresholdsRead, 'Where a block ends.', {
    element: 'TariffThresholds',
  }),
  touPrices: optional(8, gasTouPricesRead, 'Prices by time.', { element: 'TOUTariff' }),
  blockPrices: optional(9, gasBlockPricesRead, 'Prices in blocks.', { element: 'BlockTariff' }),
});

export const readTariffPrimaryElement = service({
  reference: '4.11.1',
  name: 'ReadTariffPrimaryElement',
  summary: 'Reads the tariff of the primary element.',
  roles: ['IS', 'GS', 'OU'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    tariff: inline(
      2,
      choice({
        electricity: required(1, electricity, 'Of an electricity meter.'),
        gas: required(2, gas, 'Of a gas meter.'),
      }),
      'The tariff of the one fuel.',
    ),
  }),
});
