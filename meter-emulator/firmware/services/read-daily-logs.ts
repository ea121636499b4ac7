/** SRV 4.6.1, 4.6.2 and 4.17 at the meter: what stood at each midnight, and what each day used. */
import { u32 } from '../../../protocol/bytes.ts';
import { retrieveDailyConsumptionLog } from '../../../protocol/services/retrieve-daily-consumption-log.ts';
import { retrieveExportDailyReadLog } from '../../../protocol/services/retrieve-export-daily-read-log.ts';
import { retrieveImportDailyReadLog } from '../../../protocol/services/retrieve-import-daily-read-log.ts';
import { readDailyLog } from '../metrology/daily-log.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { readHistory } from '../metrology/read-history.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { ELECTRICITY, read } from './executor.ts';
import { electricityReading, gasReading } from './reading-shapes.ts';

const DAYS_MAX = 731;

export const executeRetrieveImportDailyReadLog = read(
  retrieveImportDailyReadLog,
  ({ state, store }, { readLogPeriod: { startDateTime, endDateTime } }) => {
    const logEntries = readDailyLog(state, store, startDateTime, endDateTime).map((reading) => {
      const { timestamp, ...registers } = electricityReading(state, reading);
      if (!isGasMeter(state)) return { timestamp, registers: { electricity: registers } };
      const { timestamp: _, ...gas } = gasReading(reading);
      return { timestamp, registers: { gas } };
    });
    return { messageSuccess: true, logEntries };
  },
);

export const executeRetrieveExportDailyReadLog = read(
  retrieveExportDailyReadLog,
  ({ state, store }, { readLogPeriod: { startDateTime, endDateTime } }) => ({
    messageSuccess: true,
    logEntries: readDailyLog(state, store, startDateTime, endDateTime).map((reading) => ({
      activeExportRegisterValue: reading.export,
      timestamp: reading.utcSeconds,
    })),
  }),
  ELECTRICITY,
);

/** A day carries its end. One not metered from end to end is named by its time alone. */
export const executeRetrieveDailyConsumptionLog = read(
  retrieveDailyConsumptionLog,
  ({ state, store }, { readLogPeriod: { startDateTime, endDateTime } }) => {
    const span = {
      fromUtcSeconds: startDateTime,
      toUtcSeconds: endDateTime,
      lengthSeconds: DAY_SECONDS,
    };
    const entries = readHistory(state.numbering, store, 'days', span)
      .slice(-DAYS_MAX)
      .map(({ endUtcSeconds: timestamp, bytes, isFlagged }) =>
        isFlagged ? { timestamp } : { timestamp, value: u32(bytes, 0) },
      );
    const log = isGasMeter(state) ? { gas: entries } : { electricity: entries };
    return { messageSuccess: true, log };
  },
);
