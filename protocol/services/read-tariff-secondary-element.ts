/** SRV 4.11.2. The tariff that 1.1.2 has set on a twin-element meter. */
import { unsigned32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome } from './shared.ts';
import {
  secondarySpecialDaysRead,
  secondarySwitchingTableRead,
  touPricesRead,
} from './tariff-read-shapes.ts';
import { priceScale } from './tariff-shapes.ts';

export const readTariffSecondaryElement = service({
  reference: '4.11.2',
  name: 'ReadTariffSecondaryElement',
  summary: 'Reads the tariff of the secondary element.',
  roles: ['IS', 'OU'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    activePrice: optional(2, unsigned32, 'Price now.', { element: 'SecondaryActiveTariffPrice' }),
    priceScale: optional(3, priceScale, 'Power of ten of every price.'),
    touPrices: optional(4, touPricesRead(4), 'Prices by register.', {
      element: 'TariffTOUPriceMatrix',
    }),
    switchingTable: optional(5, secondarySwitchingTableRead, 'Which register counts when.', {
      element: 'TariffSwitchingTable',
    }),
    specialDays: optional(6, secondarySpecialDaysRead, 'Days out of the pattern.', {
      element: 'TariffSwitchingTableSpecialDays',
    }),
  }),
});
