/** SRV 6.20.2. The supply point of what the house exports. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, futureDated, mpan } from './shared.ts';

export const setDeviceConfigurationExportMpan = service({
  reference: '6.20.2',
  name: 'SetDeviceConfigurationExportMPAN',
  summary: 'Tells the device its export MPAN.',
  roles: ['ES'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    exportMpan: required(2, mpan, 'Of export.', { element: 'ExportMPAN' }),
  }),
  response: done,
});
