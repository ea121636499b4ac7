/** SRV 4.2. What was sent into the network, as it is now. */
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { activeRegister, reactiveRegister } from './read-shapes.ts';
import { outcome, readNowOrLater } from './shared.ts';

export const readInstantaneousExportRegisters = service({
  reference: '4.2',
  name: 'ReadInstantaneousExportRegisters',
  summary: 'Reads the total export registers as they are now.',
  roles: ['ES', 'ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    activeExportRegister: optional(2, activeRegister, 'Total active export.'),
    reactiveExportRegister: optional(3, reactiveRegister, 'Total reactive export.'),
  }),
});
