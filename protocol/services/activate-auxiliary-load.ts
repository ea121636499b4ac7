/** SRV 7.5. The calendar of the switch has it again afterwards. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { switchFor } from './auxiliary-shapes.ts';
import { done } from './shared.ts';

export const activateAuxiliaryLoad = service({
  reference: '7.5',
  name: 'ActivateAuxiliaryLoad',
  summary: 'Switches an auxiliary load on for some time.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    switching: required(1, switchFor, 'On for how long.', { element: 'ActivateALCSHCALCS' }),
  }),
  response: done,
});
