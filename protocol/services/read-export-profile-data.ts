/** SRV 4.8.3. The half-hour profile of export, three months of it. */
import { service } from '../definition/service.ts';
import { inline, list, optional, struct } from '../definition/words.ts';
import { timestamp } from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogNowOrLater, wattHours } from './shared.ts';

const entry = struct({
  activeEnergyExportedValue: optional(2, wattHours, 'Wh in the half hour.'),
  reactiveEnergyExportedValue: optional(3, wattHours, 'varh in the half hour.'),
  ...timestamp,
});

export const readExportProfileData = service({
  reference: '4.8.3',
  name: 'ReadExportProfileData',
  summary: 'Reads half-hourly active and reactive export.',
  roles: ['ES', 'ED', 'OU'],
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
