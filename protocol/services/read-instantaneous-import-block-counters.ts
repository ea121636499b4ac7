/** SRV 4.1.4. Of gas alone: what was counted in each block of this block period. */
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { gasRows } from './read-shapes.ts';
import { outcome, readNowOrLater } from './shared.ts';

export const readInstantaneousImportBlockCounters = service({
  reference: '4.1.4',
  name: 'ReadInstantaneousImportBlockCounters',
  summary: 'Reads the block counters of a gas meter as they are now.',
  roles: ['GS'],
  deviceTypes: ['GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    importBlockCounters: optional(2, gasRows('TariffBlockCounterValue'), 'Volumes by block.'),
  }),
});
