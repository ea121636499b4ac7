/** SRV 4.12.1, 4.12.2, 6.18.1 and 6.18.2 at the meter: the highest demand, and since when it is looked for. */
import { readMaximumDemandExportRegisters } from '../../../protocol/services/read-maximum-demand-export-registers.ts';
import { readMaximumDemandImportRegisters } from '../../../protocol/services/read-maximum-demand-import-registers.ts';
import { resetMaximumDemandRegisters } from '../../../protocol/services/reset-maximum-demand-registers.ts';
import { setMaximumDemandConfigurableTimePeriod } from '../../../protocol/services/set-maximum-demand-configurable-time-period.ts';
import { unchanged } from '../events/event.ts';
import { resetPeak } from '../metrology/maximum-demand.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { Peak } from '../metrology/stored.ts';
import type { MeterState } from '../state.ts';
import { INT32_MAX } from '../stored-words.ts';
import { change, ELECTRICITY, read } from './executor.ts';

function peakRead({ watts, utcSeconds, resetUtcSeconds }: Peak) {
  return {
    value: Math.min(watts, INT32_MAX),
    ...(utcSeconds === undefined ? {} : { captureTime: utcSeconds }),
    ...(resetUtcSeconds === undefined ? {} : { lastResetDateTime: resetUtcSeconds }),
  };
}

export const executeReadMaximumDemandImport = read(
  readMaximumDemandImportRegisters,
  ({ state: { maximumDemand } }) => {
    const { importAtAnyTime, importWithinPeriod, period } = maximumDemand;
    return {
      messageSuccess: true,
      atAnyTime: peakRead(importAtAnyTime),
      ...(period ? { withinPeriod: peakRead(importWithinPeriod), period } : {}),
    };
  },
  ELECTRICITY,
);

export const executeReadMaximumDemandExport = read(
  readMaximumDemandExportRegisters,
  ({ state: { maximumDemand } }) => ({
    messageSuccess: true,
    atAnyTime: peakRead(maximumDemand.exportAtAnyTime),
  }),
  ELECTRICITY,
);

function withDemand(state: MeterState, changed: Partial<MeterState['maximumDemand']>) {
  const maximumDemand = { ...state.maximumDemand, ...changed };
  const step = unchanged({ ...state, maximumDemand });
  return { kind: 'done', step, response: { messageSuccess: true } } as const;
}

/** What was highest in other hours says nothing of these: the register starts anew with them. */
export const executeSetMaximumDemandPeriod = change(
  setMaximumDemandConfigurableTimePeriod,
  ({ state }, { schedule }) =>
    withDemand(state, {
      period: schedule,
      importWithinPeriod: resetPeak(utcSecondsOf(state)),
    }),
  ELECTRICITY,
);

export const executeResetMaximumDemand = change(
  resetMaximumDemandRegisters,
  ({ state }, { activePowerImport, activePowerExport, configurableTimeImport }) => {
    const reset = resetPeak(utcSecondsOf(state));
    return withDemand(state, {
      ...(activePowerImport ? { importAtAnyTime: reset } : {}),
      ...(activePowerExport ? { exportAtAnyTime: reset } : {}),
      ...(configurableTimeImport ? { importWithinPeriod: reset } : {}),
    });
  },
  ELECTRICITY,
);
