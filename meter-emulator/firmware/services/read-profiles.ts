/**
 * SRV 4.8.1 to 4.8.3 at the meter. Entries carry the end of their half-hour. One without a reading is left out;
 * one that was not metered from end to end is named by its time alone, since what was counted in it is no
 * half-hour's consumption.
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { readActiveImportProfileData } from '../../../protocol/services/read-active-import-profile-data.ts';
import { readExportProfileData } from '../../../protocol/services/read-export-profile-data.ts';
import { readReactiveImportProfileData } from '../../../protocol/services/read-reactive-import-profile-data.ts';
import type { logPeriod } from '../../../protocol/services/shared.ts';
import type { SeriesName } from '../layout.ts';
import { readHalfHour } from '../metrology/half-hours.ts';
import { HALF_HOUR_SECONDS } from '../metrology/periods.ts';
import { type HistoryEntry, readHistory } from '../metrology/read-history.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { ELECTRICITY, type Reading, read } from './executor.ts';

const IMPORT_ENTRIES_MAX = 19_056;
const OTHER_ENTRIES_MAX = 4464;

type LogPeriod = ValueOf<typeof logPeriod>;

function profileOf(
  { state, store }: Reading,
  name: SeriesName,
  { startDateTime, endDateTime }: LogPeriod,
  entriesMax: number,
): readonly HistoryEntry[] {
  const span = {
    fromUtcSeconds: startDateTime,
    toUtcSeconds: endDateTime,
    lengthSeconds: HALF_HOUR_SECONDS,
  };
  return readHistory(state.numbering, store, name, span).slice(-entriesMax);
}

/** The first value of a half-hour; undefined for one that was not metered from end to end. */
function wholeValue({ bytes, isFlagged }: HistoryEntry): number | undefined {
  return isFlagged ? undefined : readHalfHour(bytes)[0];
}

export const executeReadActiveImportProfileData = read(
  readActiveImportProfileData,
  (reading, { readLogPeriod }) => {
    const isGas = isGasMeter(reading.state);
    const secondary = new Map(
      reading.state.variant.kind === 'twinElement'
        ? profileOf(reading, 'secondaryHalfHours', readLogPeriod, IMPORT_ENTRIES_MAX).map(
            (entry) => [entry.endUtcSeconds, wholeValue(entry)],
          )
        : [],
    );
    const main = profileOf(reading, 'halfHours', readLogPeriod, IMPORT_ENTRIES_MAX);
    const logEntries = main.map((entry) => {
      const timestamp = entry.endUtcSeconds;
      const primaryValue = wholeValue(entry);
      if (primaryValue === undefined) return { timestamp };
      if (isGas) return { timestamp, reading: { gas: { primaryValue } } };
      const secondaryValue = secondary.get(timestamp);
      const electricity =
        secondaryValue === undefined ? { primaryValue } : { primaryValue, secondaryValue };
      return { timestamp, reading: { electricity } };
    });
    return { messageSuccess: true, logEntries };
  },
);

export const executeReadReactiveImportProfileData = read(
  readReactiveImportProfileData,
  (reading, { readLogPeriod }) => {
    const entries = profileOf(reading, 'reactiveImport', readLogPeriod, OTHER_ENTRIES_MAX);
    const logEntries = entries.map((entry) => {
      const timestamp = entry.endUtcSeconds;
      const value = wholeValue(entry);
      return value === undefined
        ? { timestamp }
        : { timestamp, reactiveEnergyImportedValue: value };
    });
    return { messageSuccess: true, logEntries };
  },
  ELECTRICITY,
);

export const executeReadExportProfileData = read(
  readExportProfileData,
  (reading, { readLogPeriod }) => {
    const entries = profileOf(reading, 'export', readLogPeriod, OTHER_ENTRIES_MAX);
    const logEntries = entries.map(({ endUtcSeconds: timestamp, bytes, isFlagged }) => {
      const [activeEnergyExportedValue = 0, reactiveEnergyExportedValue = 0] = readHalfHour(bytes);
      return isFlagged
        ? { timestamp }
        : { timestamp, activeEnergyExportedValue, reactiveEnergyExportedValue };
    });
    return { messageSuccess: true, logEntries };
  },
  ELECTRICITY,
);
