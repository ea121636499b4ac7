/** SRV 4.12.1. The highest import of any half hour, and of those within a time of day. */
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { maximumDemand } from './read-shapes.ts';
import { demandPeriod, outcome, readNowOrLater } from './shared.ts';

export const readMaximumDemandImportRegisters = service({
  reference: '4.12.1',
  name: 'ReadMaximumDemandImportRegisters',
  summary: 'Reads the highest imports since they were reset.',
  roles: ['IS', 'ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc', 'scheduled'],
  responseTime: '24 h',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    withinPeriod: optional(2, maximumDemand, 'Highest within the time of day.', {
      element: 'MaxDemandConfigurableTimeActivePowerImport',
    }),
    atAnyTime: optional(3, maximumDemand, 'Highest at any time.', {
      element: 'MaxDemandActiveEnergyImport',
    }),
    period: optional(4, demandPeriod, 'The time of day.', {
      element: 'MaxDemandConfigurableTimePeriod',
    }),
  }),
});
