/** SRV 4.4.3. The registers as they stood at each date of the billing calendar. */
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
  ...timestamp,
  ...importTotal('ActiveImportRegisterValueConsumption'),
  ...secondaryTotal('SecondaryActiveImportRegisterValueConsumption'),
  ...touRegisters,
  ...secondaryTouRegisters,
  ...blockRegisters,
});
const gasEntry = struct({
  ...timestamp,
  ...gasTotal('ActiveImportRegisterValueConsumption'),
  ...gasBlockRegisters('BlockRegisterMatrixValue'),
  ...gasTouRegisters('TariffTOURegisterMatrixValue'),
});
const electricity = struct({
  entries: inline(1, list('ESMEBillingDataLogEntry', electricityEntry, 0, 12), 'What was counted.'),
  prepaymentEntries: inline(
    2,
    list('ESMEBillingPrepaymentDataLogEntry', prepaymentEntry, 0, 12),
    'How the accounts stood.',
  ),
});
const gas = struct({
  entries: inline(1, list('GSMEBillingDataLogEntry', gasEntry, 0, 12), 'What was counted.'),
  prepaymentEntries: inline(
    2,
    list('GSMEBillingPrepaymentDataLogEntry', prepaymentEntry, 0, 12),
    'How the accounts stood.',
  ),
});

export const retrieveBillingCalendarTriggeredBillingDataLog = service({
  reference: '4.4.3',
  name: 'RetrieveBillingCalendarTriggeredBillingDataLog',
  summary: 'Reads what was billed at the dates of the billing calendar.',
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
