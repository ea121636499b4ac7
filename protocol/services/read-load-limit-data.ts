/** SRV 4.15. The load limit, and how often it was passed. */
import { int32, unsigned32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { loadLimitSupplyState, outcome, readNowOrLater } from './shared.ts';

export const readLoadLimitData = service({
  reference: '4.15',
  name: 'ReadLoadLimitData',
  summary: 'Reads the load limit and how often it was passed.',
  roles: ['IS', 'ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc', 'scheduled'],
  responseTime: '30 s',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    loadLimitCounterValue: optional(2, int32, 'How often it was passed.'),
    loadLimitPowerThreshold: optional(3, int32, 'W.'),
    loadLimitPeriod: optional(4, unsigned32, 'Seconds above it that count.'),
    loadLimitRestorationPeriod: optional(5, unsigned32, 'Seconds until supply comes back.'),
    loadLimitSupplyState: optional(6, loadLimitSupplyState, 'What then happens to the supply.'),
  }),
});
