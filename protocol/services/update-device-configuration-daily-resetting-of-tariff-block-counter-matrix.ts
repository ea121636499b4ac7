/** SRV 6.26. Whether the blocks of a tariff are of a day or of a billing period. */
import { boolean } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done } from './shared.ts';

export const updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix = service({
  reference: '6.26',
  name: 'UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix',
  summary: 'Sets whether the block counters start anew every day.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    dailyTariffBlockCounterMatrixReset: required(1, boolean, 'At midnight, every day.'),
  }),
  response: done,
});
