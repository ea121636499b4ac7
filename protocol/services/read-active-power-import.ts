/** SRV 4.16. The load of this moment. */
import { int32, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome } from './shared.ts';

const activePower = struct({
  value: optional(1, int32, 'W, both elements.'),
  unit: optional(2, text(0, 40), 'The unit, W.'),
});

export const readActivePowerImport = service({
  reference: '4.16',
  name: 'ReadActivePowerImport',
  summary: 'Reads the active power imported now.',
  roles: ['IS', 'ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'scheduled'],
  responseTime: '30 s',
  personal: true,
  request: empty,
  response: struct({
    ...outcome,
    activePowerImport: optional(2, activePower, 'All of it.'),
    primaryActivePowerImportValue: optional(3, int32, 'W, primary element.'),
  }),
});
