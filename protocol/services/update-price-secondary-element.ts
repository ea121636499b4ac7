/** SRV 1.2.2. New prices for the registers of the second element. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';
import { priceRefusals, pricesAloneRefusals } from './tariff-refusals.ts';
import { secondaryPrices } from './tariff-shapes.ts';

export const updatePriceSecondaryElement = service({
  reference: '1.2.2',
  name: 'UpdatePriceSecondaryElement',
  summary: 'Replaces the prices of the secondary element.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    priceElements: required(2, secondaryPrices, 'What it costs.'),
  }),
  response: done,
  refusals: {
    ...priceRefusals,
    ...pricesAloneRefusals,
  },
});
