/** SRV 6.2.5. Where the display changes from green to amber to red. */
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome, register32 } from './shared.ts';

export const readDeviceConfigurationInstantaneousPowerThresholds = service({
  reference: '6.2.5',
  name: 'ReadDeviceConfigurationInstantaneousPowerThresholds',
  summary: 'Reads the thresholds of low, medium and high power.',
  roles: ['IS', 'RSA'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    lowMediumPowerThreshold: optional(2, register32, 'Watts at which medium begins.'),
    mediumHighPowerThreshold: optional(3, register32, 'Watts at which high begins.'),
  }),
});
