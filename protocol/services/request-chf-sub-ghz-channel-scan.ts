/** SRV 6.29. The hub looks for a quieter channel. */
import { service } from '../definition/service.ts';
import { empty } from '../definition/words.ts';
import { done } from './shared.ts';

export const requestChfSubGhzChannelScan = service({
  reference: '6.29',
  name: 'RequestCHFSubGHzChannelScan',
  summary: 'Has the communications hub scan the sub-GHz channels.',
  roles: ['IS', 'GS'],
  deviceTypes: ['CHF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: done,
});
