/** SRV 7.1. Supply comes back without anyone at the meter; an enabled supply stays so. */
import { service } from '../definition/service.ts';
import { empty } from '../definition/words.ts';
import { done } from './shared.ts';

export const enableSupply = service({
  reference: '7.1',
  name: 'EnableSupply',
  summary: 'Connects the supply at once.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: empty,
  response: done,
});
