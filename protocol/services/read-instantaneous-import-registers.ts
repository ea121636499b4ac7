/** SRV 4.1.1. The total registers as they are now. */
import { enumeration } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, inline, optional, required, struct } from '../definition/words.ts';
import { activeRegister, reactiveRegister } from './read-shapes.ts';
import { gasVolume, outcome, readNowOrLater } from './shared.ts';

const consumptionRegister = struct({
  value: optional(1, gasVolume, 'Volume.'),
  unit: optional(2, enumeration({ m3: 1 }), 'Always cubic metres.'),
});
const electricity = struct({
  activeImportRegister: optional(1, activeRegister, 'Total active import.'),
  reactiveImportRegister: optional(2, reactiveRegister, 'Total reactive import.'),
  secondaryActiveImportRegister: optional(3, activeRegister, 'Of a twin element.'),
});
const gas = struct({
  consumptionRegister: optional(1, consumptionRegister, 'Total volume.'),
});

export const readInstantaneousImportRegisters = service({
  reference: '4.1.1',
  name: 'ReadInstantaneousImportRegisters',
  summary: 'Reads the total import registers as they are now.',
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
