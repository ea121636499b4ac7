/** SRV 4.6.2. The export register at midnight, 31 days of it. */
import { utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, list, optional, struct } from '../definition/words.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogNowOrLater, wattHours } from './shared.ts';

const entry = struct({
  activeExportRegisterValue: optional(1, wattHours, 'Total active export.'),
  timestamp: optional(2, utcDateTime, 'When the entry was made.', { element: 'TimeStamp' }),
});

export const retrieveExportDailyReadLog = service({
  reference: '4.6.2',
  name: 'RetrieveExportDailyReadLog',
  summary: 'Reads the export register as it stood every midnight.',
  roles: ['ES'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc', 'scheduled'],
  responseTime: '24 h',
  personal: true,
  request: readLogNowOrLater,
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    logEntries: inline(2, list('LogEntry', entry, 0, 31), 'Oldest first.'),
  }),
});
