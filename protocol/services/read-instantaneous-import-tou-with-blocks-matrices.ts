/** SRV 4.1.3. The matrix of blocks and times of use as it is now. */
import { service } from '../definition/service.ts';
import { inline, optional, rows, struct } from '../definition/words.ts';
import { energyRows } from './read-shapes.ts';
import { outcome, readNowOrLater } from './shared.ts';

const block = struct({
  registers: inline(1, energyRows('RegisterMatrixTOUValue', 8), 'Active import by time of use.'),
  counters: inline(2, energyRows('CounterMatrixTOUValue', 8), 'The same in this block period.'),
});

export const readInstantaneousImportTouWithBlocksMatrices = service({
  reference: '4.1.3',
  name: 'ReadInstantaneousImportTOUWithBlocksMatrices',
  summary: 'Reads the import registers by block and time of use as they are now.',
  roles: ['IS', 'ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    blocks: optional(2, rows('TariffBlock', block, 4, 0), 'The four blocks.', {
      element: 'TariffBlockTOURegisterCollection',
    }),
  }),
});
