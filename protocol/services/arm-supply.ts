/** SRV 7.3. Someone must be there when power comes back to the house. */
import { service } from '../definition/service.ts';
import { empty } from '../definition/words.ts';
import { done } from './shared.ts';

export const armSupply = service({
  reference: '7.3',
  name: 'ArmSupply',
  summary: 'Lets the customer connect the supply at the meter.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: empty,
  response: done,
});
