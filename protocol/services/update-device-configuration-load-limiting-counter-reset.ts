/** SRV 6.4.2. How often the limit was passed, counted from nothing again. */
import { service } from '../definition/service.ts';
import { struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const updateDeviceConfigurationLoadLimitingCounterReset = service({
  reference: '6.4.2',
  name: 'UpdateDeviceConfigurationLoadLimitingCounterReset',
  summary: 'Sets the counter of load limit events to zero.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({ ...futureDated }),
  response: done,
});
