/** SRV 6.27. How often the voltage was too high or too low, counted from nothing again. */
import { service } from '../definition/service.ts';
import { struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const updateDeviceConfigurationRmsVoltageCounterReset = service({
  reference: '6.27',
  name: 'UpdateDeviceConfigurationRMSVoltageCounterReset',
  summary: 'Sets the counters of voltage events to zero.',
  roles: ['ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({ ...futureDated }),
  response: done,
});
