/** One reading for both suppliers: the midnight of the change out of the meter's log, else what it shows now. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { MeterRegister } from '../../../protocol/registration/device-events.ts';
import { readInstantaneousExportRegisters } from '../../../protocol/services/read-instantaneous-export-registers.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { retrieveExportDailyReadLog } from '../../../protocol/services/retrieve-export-daily-read-log.ts';
import { retrieveImportDailyReadLog } from '../../../protocol/services/retrieve-import-daily-read-log.ts';
import type { Consequences } from '../../non-device/handler.ts';
import type { Task } from '../task.ts';
import type { Answered, Kind, TaskWorld, Verdict } from './kind.ts';
import { aboutSwitch, bothSuppliers, changeAt, ofDevice, toBoth } from './of-switch.ts';
import { exportNow, exportOfEntry, registersNow, registersOfEntry } from './registers.ts';

/**
 * A meter writes its log at the midnight of its own clock, which may be behind ours by what the network takes to set
 * it, and a gas meter's by a little more; an entry that is asked for too early is not there (own).
 */
const LOG_WRITTEN_SECONDS = 120;
/** What is not there yet is asked for once more, when any clock that goes at all has been set (own). */
const LOG_SURE_SECONDS = 720;
const LOG = 'log';
/** The log has no entry of that midnight: the registers are asked for as they are now. */
const NOW = 'registersNow';
const DAY_SECONDS = 86_400;

type Log = ValueOf<NonNullable<typeof retrieveImportDailyReadLog.response>>;
type Instant = ValueOf<NonNullable<typeof readInstantaneousImportRegisters.response>>;
type ExportLog = ValueOf<NonNullable<typeof retrieveExportDailyReadLog.response>>;
type ExportInstant = ValueOf<NonNullable<typeof readInstantaneousExportRegisters.response>>;
type Source = 'dailyReadLog' | 'registersNow';

export const supplyReading: Kind = {
  delaySeconds: (task) => (isInLog(task) ? LOG_WRITTEN_SECONDS : 0),

  next(world, task) {
    const { switchId } = aboutSwitch(task);
    const because = `own: reading, change of supplier ${switchId ?? 'none'}`;
    const at = changeAt(task);
    const [log, now] = isOfExport(world, task) ? EXPORT : IMPORT;
    if (task.progress?.step === NOW || !isInLog(task))
      return { kind: 'ask', service: now, body: {}, because };
    const readLogPeriod = { startDateTime: at, endDateTime: at };
    return { kind: 'ask', service: log, body: { readLogPeriod }, because };
  },

  answered(_world, task, said, nowUtcSeconds) {
    const { service } = said;
    if (service === IMPORT[0] || service === EXPORT[0]) return ofLog(task, said, nowUtcSeconds);
    const readAt = said.answer.deviceUtcSeconds ?? nowUtcSeconds;
    const { result } = said.answer;
    const registers =
      service === EXPORT[1] ? exportNow(result as ExportInstant) : registersNow(result as Instant);
    return { kind: 'done', follows: given(task, { readAt, source: 'registersNow', registers }) };
  },

  concerned: (_world, task) => bothSuppliers(task),
};

/** The log of midnights, and the registers as they are. */
const IMPORT = [retrieveImportDailyReadLog, readInstantaneousImportRegisters] as const;
const EXPORT = [retrieveExportDailyReadLog, readInstantaneousExportRegisters] as const;

/** What the home takes in is no business of who buys what it feeds out. */
const isOfExport = ({ inventory }: TaskWorld, { device, mpxn }: Task): boolean =>
  inventory.get(device)?.exportMpan === mpxn;

/** What is at no midnight is in no log of midnights. */
const isInLog = (task: Task): boolean => changeAt(task) % DAY_SECONDS === 0;

function ofLog(task: Task, said: Answered, nowUtcSeconds: number): Verdict {
  const readAt = changeAt(task);
  const registers = registersIn(said, readAt);
  const sureUtcSeconds = readAt + LOG_SURE_SECONDS;
  if (registers.length === 0)
    return nowUtcSeconds < sureUtcSeconds
      ? { kind: 'next', step: LOG, notBeforeUtcSeconds: sureUtcSeconds }
      : { kind: 'next', step: NOW };
  return { kind: 'done', follows: given(task, { readAt, source: 'dailyReadLog', registers }) };
}

function registersIn({ service, answer: { result } }: Answered, at: number): MeterRegister[] {
  const isThen = ({ timestamp }: { readonly timestamp?: number }) => timestamp === at;
  if (service === EXPORT[0])
    return (result as ExportLog).logEntries.filter(isThen).flatMap(exportOfEntry);
  const entry = (result as Log).logEntries.find(isThen);
  return entry ? registersOfEntry(entry) : [];
}

type Found = {
  readonly readAt: number;
  readonly source: Source;
  readonly registers: readonly MeterRegister[];
};

/** Nothing of it is kept here but in messages, until they are confirmed. */
function given(task: Task, found: Found): Consequences {
  if (found.registers.length === 0) return {};
  return {
    events: toBoth(task, (side) => ({
      changeOfSupplierReading: { ...ofDevice(task), side, ...found },
    })),
  };
}
