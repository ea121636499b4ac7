/** SRV 4.6.1. The import registers at midnight, 31 days of them. */
import { service } from '../definition/service.ts';
import { choice, inline, list, required, struct } from '../definition/words.ts';
import {
  blockRegisters,
  gasBlockRegisters,
  gasTotal,
  gasTouRegisters,
  importTotal,
  secondaryTotal,
  secondaryTouRegisters,
  timestamp,
  touRegisters,
} from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogForAnyone } from './shared.ts';

const gas = struct({
  ...gasTotal('GasActiveImportRegisterConsumption'),
  ...gasBlockRegisters('TariffBlockCounterMatrix'),
  ...gasTouRegisters('TariffTOURegisterMatrix'),
});
const electricity = struct({
  ...importTotal('ElecActiveImportRegisterConsumption'),
  ...secondaryTotal('SecondaryActiveImportRegisterConsumption'),
  ...secondaryTouRegisters,
  ...touRegisters,
  ...blockRegisters,
});
const entry = struct({
  ...timestamp,
  registers: inline(
    2,
    choice({
      gas: required(1, gas, 'Of a gas meter.'),
      electricity: required(2, electricity, 'Of an electricity meter.'),
    }),
    'What was counted.',
  ),
});

export const retrieveImportDailyReadLog = service({
  reference: '4.6.1',
  name: 'RetrieveImportDailyReadLog',
  summary: 'Reads the import registers as they stood every midnight.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc', 'scheduled'],
  responseTime: '24 h',
  personal: true,
  request: readLogForAnyone,
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    logEntries: inline(2, list('LogEntry', entry, 0, 31), 'Oldest first.'),
  }),
});
