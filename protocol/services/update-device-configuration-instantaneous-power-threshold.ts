/** SRV 6.12. Where the display changes from green to amber to red. */
import { unsigned32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const updateDeviceConfigurationInstantaneousPowerThreshold = service({
  reference: '6.12',
  name: 'UpdateDeviceConfigurationInstantaneousPowerThreshold',
  summary: 'Sets the thresholds of low, medium and high power.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    lowMediumPowerThreshold: required(2, unsigned32, 'Watts at which medium begins.'),
    mediumHighPowerThreshold: required(3, unsigned32, 'Watts at which high begins.'),
  }),
  rules: (value) =>
    value.mediumHighPowerThreshold < value.lowMediumPowerThreshold
      ? [{ path: 'mediumHighPowerThreshold', reason: 'below that of medium' }]
      : [],
  response: done,
});
