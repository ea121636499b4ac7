/** SRV 7.9. False leaves a load as it is. */
import { boolean } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, rows, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const addAuxiliaryLoadToBoostButton = service({
  reference: '7.9',
  name: 'AddAuxiliaryLoadToBoostButton',
  summary: 'Lets the boost button switch auxiliary loads on.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    switches: inline(2, rows('AddToBoostButton', boolean, 5, 5), 'By number of the switch.'),
  }),
  response: done,
});
