/** SRV 4.14 at the meter. Entries carry the midnight they were made at. */
import { readPrepaymentDailyReadLog } from '../../../protocol/services/read-prepayment-daily-read-log.ts';
import { readDailyLog } from '../metrology/daily-log.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { read } from './executor.ts';
import { prepaymentReading } from './reading-shapes.ts';

export const executeReadPrepaymentDailyReadLog = read(
  readPrepaymentDailyReadLog,
  ({ state, store }, { readLogPeriod: { startDateTime, endDateTime } }) => {
    const entries = readDailyLog(state, store, startDateTime, endDateTime).map(prepaymentReading);
    const log = isGasMeter(state) ? { gas: entries } : { electricity: entries };
    return { messageSuccess: true, log };
  },
);
