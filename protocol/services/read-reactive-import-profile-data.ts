/** SRV 4.8.2. The half-hour profile of reactive import, three months of it. */
import { service } from '../definition/service.ts';
import { inline, list, optional, struct } from '../definition/words.ts';
import { timestamp } from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogNowOrLater, wattHours } from './shared.ts';

const entry = struct({
  reactiveEnergyImportedValue: optional(2, wattHours, 'varh in the half hour.'),
  ...timestamp,
});

export const readReactiveImportProfileData = service({
  reference: '4.8.2',
  name: 'ReadReactiveImportProfileData',
  summary: 'Reads half-hourly reactive import.',
  roles: ['IS', 'ED', 'OU'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc', 'scheduled'],
  responseTime: '24 h',
  personal: true,
  request: readLogNowOrLater,
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    logEntries: inline(2, list('LogEntry', entry, 0, 4464), 'Oldest first.'),
  }),
});
