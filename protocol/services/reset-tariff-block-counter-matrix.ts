/** SRV 1.7. Consumption is priced from the first block again. */
import { service } from '../definition/service.ts';
import { empty } from '../definition/words.ts';
import { done } from './shared.ts';

export const resetTariffBlockCounterMatrix = service({
  reference: '1.7',
  name: 'ResetTariffBlockCounterMatrix',
  summary: 'Sets the counters of the blocks to zero.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: done,
});
