/** SRV 14.1. Has a gas meter record its consumption at short intervals; 4.10 reads what it has. */
import { int32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome } from './shared.ts';

export const recordNetworkDataGas = service({
  reference: '14.1',
  name: 'RecordNetworkDataGAS',
  summary: 'Starts the recording of network data by a gas meter.',
  roles: ['GT'],
  deviceTypes: ['GSME'],
  critical: false,
  modes: ['onDemand', 'scheduled'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    sampleId: optional(2, int32, 'The number of the recording.', { element: 'SampleID' }),
  }),
});
