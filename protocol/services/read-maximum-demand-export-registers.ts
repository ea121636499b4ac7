/** SRV 4.12.2. The highest export of any half hour. */
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { maximumDemand } from './read-shapes.ts';
import { outcome, readNowOrLater } from './shared.ts';

export const readMaximumDemandExportRegisters = service({
  reference: '4.12.2',
  name: 'ReadMaximumDemandExportRegisters',
  summary: 'Reads the highest export since it was reset.',
  roles: ['ES', 'ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc', 'scheduled'],
  responseTime: '24 h',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    atAnyTime: optional(2, maximumDemand, 'Highest at any time.', {
      element: 'MaxDemandActiveEnergyExport',
    }),
  }),
});
