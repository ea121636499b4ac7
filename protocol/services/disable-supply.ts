/** SRV 7.2. The load switch opens; a supply that is off stays off. */
import { service } from '../definition/service.ts';
import { empty } from '../definition/words.ts';
import { done } from './shared.ts';

export const disableSupply = service({
  reference: '7.2',
  name: 'DisableSupply',
  summary: 'Disconnects the supply.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: empty,
  response: done,
});
