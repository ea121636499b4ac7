/**
 * SRV 4.8.1 at the meter. A half-hour without a reading is left out; one that was not metered from end to
 * end is named by its time alone, since what was counted in it is no half-hour's consumption.
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { readActiveImportProfileData } from '../../../protocol/services/read-active-import-profile-data.ts';
import { HALF_HOUR_SECONDS } from '../metrology/periods.ts';
import { type PeriodEntry, readPeriods } from '../stored.ts';
import { read } from './executor.ts';

type LogEntry = ValueOf<(typeof readActiveImportProfileData)['response']>['logEntries'][number];

const PERIOD_MAX = 0xffff_ffff;
const ENTRIES_MAX = 19_056;

/** Entries carry the end of their half-hour. */
function logEntry({ period, energyWh, isFlagged }: PeriodEntry): LogEntry {
  const timestamp = (period + 1) * HALF_HOUR_SECONDS;
  return isFlagged
    ? { timestamp }
    : { timestamp, reading: { electricity: { primaryValue: energyWh } } };
}

export const executeReadActiveImportProfileData = read(
  readActiveImportProfileData,
  ({ store }, { readLogPeriod: { startDateTime, endDateTime } }) => {
    const from = Math.max(0, Math.ceil(startDateTime / HALF_HOUR_SECONDS) - 1);
    const to = Math.min(PERIOD_MAX, Math.floor(endDateTime / HALF_HOUR_SECONDS) - 1);
    const logEntries: LogEntry[] = [];
    for (const entry of readPeriods(store, 'halfHours', from, to)) {
      // A little more than the depth may be on flash.
      if (logEntries.length === ENTRIES_MAX) logEntries.shift();
      logEntries.push(logEntry(entry));
    }
    return { messageSuccess: true, logEntries };
  },
);
