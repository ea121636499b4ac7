/** SRV 7.8. Ends what 7.5 and 7.6 began; the calendar has the switch again. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { oneSwitch } from './auxiliary-shapes.ts';
import { done } from './shared.ts';

export const resetAuxiliaryLoad = service({
  reference: '7.8',
  name: 'ResetAuxiliaryLoad',
  summary: 'Gives an auxiliary load back to its calendar.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    loadSwitch: required(1, oneSwitch, 'Which.', { element: 'ResetALCSHCALCS' }),
  }),
  response: done,
});
