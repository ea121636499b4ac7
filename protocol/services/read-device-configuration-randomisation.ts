/** SRV 6.2.2. How far the meter shifts its switching times, so that a street does not switch at once. */
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome, register32 } from './shared.ts';

export const readDeviceConfigurationRandomisation = service({
  reference: '6.2.2',
  name: 'ReadDeviceConfigurationRandomisation',
  summary: 'Reads the randomised offset of the meter.',
  roles: ['IS', 'RSA', 'ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    randomisedOffset: optional(2, register32, 'Seconds by which this meter is late.'),
    randomisedOffsetNumber: optional(3, register32, 'What it drew, of the limit.'),
    randomisedOffsetLimit: optional(4, register32, 'Most seconds it may be late.'),
  }),
});
