/** SRV 4.1.2. The registers by time of use as they are now. */
import { service } from '../definition/service.ts';
import { choice, inline, optional, required, struct } from '../definition/words.ts';
import { energyRows, gasRows } from './read-shapes.ts';
import { outcome, readNowOrLater } from './shared.ts';

const gas = struct({
  tariffTouRegisterMatrix: optional(1, gasRows('TOURegisterMatrixValue'), 'Volumes by register.', {
    element: 'TariffTOURegisterMatrix',
  }),
});
const registers = struct({
  primary: inline(1, energyRows('TOUPrimaryRegisterValue', 48), 'Primary element.'),
  secondary: inline(2, energyRows('TOUSecondRegisterValue', 4), 'Secondary element.'),
});
const electricity = struct({
  tariffTouRegisterCollection: optional(1, registers, 'Active import by register.', {
    element: 'TariffTOURegisterCollection',
  }),
});

export const readInstantaneousImportTouMatrices = service({
  reference: '4.1.2',
  name: 'ReadInstantaneousImportTOUMatrices',
  summary: 'Reads the import registers by time of use as they are now.',
  roles: ['IS', 'GS', 'ED', 'GT'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    registers: inline(
      2,
      choice({
        gas: required(1, gas, 'Of a gas meter.'),
        electricity: required(2, electricity, 'Of an electricity meter.'),
      }),
      'The registers of the one fuel.',
    ),
  }),
});
