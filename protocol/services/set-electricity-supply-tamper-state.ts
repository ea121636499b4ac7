/** SRV 6.25. What tampering with an electricity meter does to the supply. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, lockState } from './shared.ts';

export const setElectricitySupplyTamperState = service({
  reference: '6.25',
  name: 'SetElectricitySupplyTamperState',
  summary: 'Sets whether tampering locks the supply.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    supplyTamperState: required(
      1,
      lockState,
      'Locked: supply is disabled, and only the supplier frees it.',
    ),
  }),
  response: done,
});
