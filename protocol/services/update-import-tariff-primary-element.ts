/** SRV 1.1.1. The whole tariff of a meter: when which price applies, and the prices. */
import { service } from '../definition/service.ts';
import { fuel, inline, required, struct } from '../definition/words.ts';
import { under } from './rules.ts';
import { done, futureDated } from './shared.ts';
import { priceRefusals, standingChargeRefusals, tableRefusals } from './tariff-refusals.ts';
import { electricityTariffRules, gasPriceRules, gasTariffRules } from './tariff-rules.ts';
import { electricityTariff, gasTariff, primaryPrices } from './tariff-shapes.ts';

const tariff = fuel(['ElecTariffElements', electricityTariff], ['GasTariffElements', gasTariff]);

export const updateImportTariffPrimaryElement = service({
  reference: '1.1.1',
  name: 'UpdateImportTariffPrimaryElement',
  summary: 'Replaces the import tariff of the primary element.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    tariff: inline(2, tariff, 'Which register counts when.'),
    priceElements: required(3, primaryPrices, 'What it costs.'),
  }),
  rules: ({ tariff, priceElements }) => [
    ...('electricity' in tariff === 'electricity' in priceElements
      ? []
      : [{ path: 'priceElements', reason: 'of another fuel than the tariff' }]),
    ...under(
      'tariff.electricity',
      tariff.electricity && electricityTariffRules(tariff.electricity),
    ),
    ...under('tariff.gas', tariff.gas && gasTariffRules(tariff.gas)),
    ...under('priceElements.gas', priceElements.gas && gasPriceRules(priceElements.gas)),
  ],
  response: done,
  refusals: { ...priceRefusals, ...standingChargeRefusals, ...tableRefusals },
});
