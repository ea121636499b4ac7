/** SRV 6.18.2. The greatest demand, looked for anew. */
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const resetMaximumDemandRegisters = service({
  reference: '6.18.2',
  name: 'ResetMaximumDemandRegisters',
  summary: 'Sets maximum demand registers to zero.',
  roles: ['ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    activePowerImport: optional(2, empty, 'Import, at any time.', {
      element: 'MaxDemandActivePowerImportValue',
    }),
    activePowerExport: optional(3, empty, 'Export, at any time.', {
      element: 'MaxDemandActivePowerExportValue',
    }),
    configurableTimeImport: optional(4, empty, 'Import, within the hours of 6.18.1.', {
      element: 'MaxDemandConfigTimeActivePowerImportValue',
    }),
  }),
  rules: ({ activePowerImport, activePowerExport, configurableTimeImport }) =>
    (activePowerImport ?? activePowerExport ?? configurableTimeImport)
      ? []
      : [{ path: '', reason: 'names no register' }],
  response: done,
});
