/** SRV 4.4.2. The registers as they stood at each change of payment mode or tariff. */
import { service } from '../definition/service.ts';
import { choice, inline, list, required, struct } from '../definition/words.ts';
import {
  blockRegisters,
  gasBlockRegisters,
  gasTotal,
  gasTouRegisters,
  importTotal,
  prepaymentEntry,
  secondaryTotal,
  secondaryTouRegisters,
  timestamp,
  touRegisters,
} from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogForAnyone } from './shared.ts';

const electricityEntry = struct({
  ...importTotal('ActiveImportRegisterConsumption'),
  ...touRegisters,
  ...blockRegisters,
  ...secondaryTotal('SecondaryActiveImportRegisterConsumption'),
  ...secondaryTouRegisters,
  ...timestamp,
});
const gasEntry = struct({
  ...gasTotal('ConsumptionRegister'),
  ...timestamp,
  ...gasTouRegisters('TariffTOURegisterMatrixValue'),
  ...gasBlockRegisters('BlockRegisterMatrixValue'),
});
const prepayment = list('LogEntryPrepaymentData', prepaymentEntry, 0, 12);
const electricity = struct({
  entries: inline(
    1,
    list('LogEntryConsumptionAndTariffRegistersData', electricityEntry, 0, 12),
    'What was counted.',
  ),
  prepaymentEntries: inline(2, prepayment, 'How the accounts stood.'),
});
const gas = struct({
  entries: inline(1, list('LogEntryConsumptionRegister', gasEntry, 0, 12), 'What was counted.'),
  prepaymentEntries: inline(2, prepayment, 'How the accounts stood.'),
});

export const retrieveComOrTariffTriggeredBillingDataLog = service({
  reference: '4.4.2',
  name: 'RetrieveCoMOrTariffTriggeredBillingDataLog',
  summary: 'Reads what was billed at changes of payment mode and tariff.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: true,
  request: readLogForAnyone,
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    log: inline(
      2,
      choice({
        electricity: required(1, electricity, 'Of an electricity meter.'),
        gas: required(2, gas, 'Of a gas meter.'),
      }),
      'The log of the one fuel.',
    ),
  }),
});
