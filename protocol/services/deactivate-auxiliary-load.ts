/** SRV 7.6. The calendar of the switch has it again afterwards. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { switchFor } from './auxiliary-shapes.ts';
import { done } from './shared.ts';

export const deactivateAuxiliaryLoad = service({
  reference: '7.6',
  name: 'DeactivateAuxiliaryLoad',
  summary: 'Switches an auxiliary load off for some time.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    switching: required(1, switchFor, 'Off for how long.', { element: 'DeactivateALCSHCALCS' }),
  }),
  response: done,
});
