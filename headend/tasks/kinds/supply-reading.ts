/** One reading for both suppliers: the midnight of the change out of the meter's log, else what it shows now. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { MeterRegister } from '../../../protocol/registration/device-events.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { retrieveImportDailyReadLog } from '../../../protocol/services/retrieve-import-daily-read-log.ts';
import type { Consequences } from '../../non-device/handler.ts';
import type { Task } from '../task.ts';
import type { Answered, Kind, Verdict } from './kind.ts';
import { aboutSwitch, bothSuppliers, changeAt, ofDevice, toBoth } from './of-switch.ts';
import { registersNow, registersOfEntry } from './registers.ts';

/** The log has no entry of that midnight: the registers are asked for as they are now. */
const NOW = 'registersNow';
const DAY_SECONDS = 86_400;

type Log = ValueOf<NonNullable<typeof retrieveImportDailyReadLog.response>>;
type Instant = ValueOf<NonNullable<typeof readInstantaneousImportRegisters.response>>;
type Source = 'dailyReadLog' | 'registersNow';

export const supplyReading: Kind = {
  next(_world, task) {
    const { switchId } = aboutSwitch(task);
    const because = `own: reading, change of supplier ${switchId ?? 'none'}`;
    const at = changeAt(task);
    // What is at no midnight is in no log of midnights.
    if (task.progress?.step === NOW || at % DAY_SECONDS !== 0)
      return { kind: 'ask', service: readInstantaneousImportRegisters, body: {}, because };
    const readLogPeriod = { startDateTime: at, endDateTime: at };
    return { kind: 'ask', service: retrieveImportDailyReadLog, body: { readLogPeriod }, because };
  },

  answered(_world, task, said, nowUtcSeconds) {
    if (said.service === retrieveImportDailyReadLog) return ofLog(task, said);
    const readAt = said.answer.deviceUtcSeconds ?? nowUtcSeconds;
    const registers = registersNow(said.answer.result as Instant);
    return { kind: 'done', follows: given(task, { readAt, source: 'registersNow', registers }) };
  },

  concerned: (_world, task) => bothSuppliers(task),
};

function ofLog(task: Task, { answer }: Answered): Verdict {
  const readAt = changeAt(task);
  const { logEntries } = answer.result as Log;
  const entry = logEntries.find(({ timestamp }) => timestamp === readAt);
  const registers = entry ? registersOfEntry(entry) : [];
  if (registers.length === 0) return { kind: 'next', step: NOW };
  return { kind: 'done', follows: given(task, { readAt, source: 'dailyReadLog', registers }) };
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
