/** SRV 1.1.2. The tariff of the second element of a twin-element meter: registers by time alone. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';
import { priceRefusals, tableRefusals } from './tariff-refusals.ts';
import { secondaryTariffRules } from './tariff-rules.ts';
import {
  electricitySpecialDays,
  secondaryPrices,
  secondarySwitchingTable,
} from './tariff-shapes.ts';

export const updateImportTariffSecondaryElement = service({
  reference: '1.1.2',
  name: 'UpdateImportTariffSecondaryElement',
  summary: 'Replaces the import tariff of the secondary element.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    switchingTable: required(2, secondarySwitchingTable, 'Which register counts when.'),
    specialDays: required(3, electricitySpecialDays, 'Days out of the pattern.'),
    priceElements: required(4, secondaryPrices, 'What it costs.'),
  }),
  rules: secondaryTariffRules,
  response: done,
  refusals: { ...priceRefusals, dateImpossible: tableRefusals.dateImpossible },
});
