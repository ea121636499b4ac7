/** SRV 4.14. The accounts of prepayment at midnight, 31 days of them. */
import { service } from '../definition/service.ts';
import { choice, inline, list, required, struct } from '../definition/words.ts';
import { prepaymentEntry } from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogForAnyone } from './shared.ts';

const entries = list('LogEntry', prepaymentEntry, 0, 31);

export const readPrepaymentDailyReadLog = service({
  reference: '4.14',
  name: 'ReadPrepaymentDailyReadLog',
  summary: 'Reads balance, emergency credit and debts as they stood every midnight.',
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
    log: inline(
      2,
      choice({
        electricity: required(1, entries, 'Of an electricity meter.'),
        gas: required(2, entries, 'Of a gas meter.'),
      }),
      'The log of the one fuel, oldest first.',
    ),
  }),
});
