/** SRV 4.17. What was used each day, two years of it. */
import { service } from '../definition/service.ts';
import { choice, inline, list, optional, required, struct } from '../definition/words.ts';
import { timestamp } from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { gasVolume, outcome, readLogForAnyone, wattHours } from './shared.ts';

const DAYS_MAX = 731;
const electricityEntry = struct({
  value: optional(2, wattHours, 'Active import of the day.'),
  ...timestamp,
});
const gasEntry = struct({
  value: optional(2, gasVolume, 'Volume of the day.'),
  ...timestamp,
});

export const retrieveDailyConsumptionLog = service({
  reference: '4.17',
  name: 'RetrieveDailyConsumptionLog',
  summary: 'Reads the consumption of each day.',
  roles: ['IS', 'GS', 'ED', 'GT', 'OU'],
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
        electricity: required(
          1,
          list('LogEntry', electricityEntry, 0, DAYS_MAX),
          'Of an electricity meter.',
        ),
        gas: required(2, list('LogEntry', gasEntry, 0, DAYS_MAX), 'Of a gas meter.'),
      }),
      'The log of the one fuel, oldest first.',
    ),
  }),
});
