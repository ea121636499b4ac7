/** SRV 6.4.1. How much a house may draw, for how long, and what happens then. */
import { unsigned32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, futureDated, loadLimitSupplyState } from './shared.ts';

export const updateDeviceConfigurationLoadLimitingGeneralSettings = service({
  reference: '6.4.1',
  name: 'UpdateDeviceConfigurationLoadLimitingGeneralSettings',
  summary: 'Sets the load limit.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    loadLimitPeriod: required(2, unsigned32, 'Seconds the load may be above the threshold.'),
    loadLimitPowerThreshold: required(3, unsigned32, 'Watts.'),
    loadLimitRestorationPeriod: required(4, unsigned32, 'Seconds until supply is armed or back.'),
    loadLimitSupplyState: required(5, loadLimitSupplyState, 'What happens to the supply.'),
  }),
  response: done,
});
