/** SRV 1.2.1. New prices under the tariff the meter has; its switching table stays. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { under } from './rules.ts';
import { done, futureDated } from './shared.ts';
import { priceRefusals, pricesAloneRefusals, standingChargeRefusals } from './tariff-refusals.ts';
import { gasPriceRules } from './tariff-rules.ts';
import { primaryPrices } from './tariff-shapes.ts';

export const updatePricePrimaryElement = service({
  reference: '1.2.1',
  name: 'UpdatePricePrimaryElement',
  summary: 'Replaces the prices of the primary element.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    priceElements: required(2, primaryPrices, 'What it costs.'),
  }),
  rules: ({ priceElements: { gas } }) => under('priceElements.gas', gas && gasPriceRules(gas)),
  response: done,
  refusals: {
    ...priceRefusals,
    ...standingChargeRefusals,
    ...pricesAloneRefusals,
  },
});
