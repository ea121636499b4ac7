/** SRV 4.1.1 at the meter: one element, active energy only. */
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { registerWh } from '../metrology/periods.ts';
import { read } from './executor.ts';

export const executeReadInstantaneousImportRegisters = read(
  readInstantaneousImportRegisters,
  ({ state }) => ({
    messageSuccess: true,
    registers: {
      electricity: {
        activeImportRegister: {
          value: registerWh(state.metrology.importWattSeconds),
          unit: 'Wh' as const,
        },
      },
    },
  }),
);
