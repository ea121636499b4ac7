/** SRV 4.1.1 and 4.2 at the meter: the total registers, as the meter shows them. */
import { readInstantaneousExportRegisters } from '../../../protocol/services/read-instantaneous-export-registers.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import {
  isGasMeter,
  reactiveExportVarSeconds,
  reactiveImportVarSeconds,
  shownUnits,
} from '../metrology/registers.ts';
import { ELECTRICITY, read } from './executor.ts';

const active = (register: number) => ({ value: shownUnits(register), unit: 'Wh' as const });
const reactive = (register: number) => ({ value: shownUnits(register), unit: 'varh' as const });

export const executeReadInstantaneousImportRegisters = read(
  readInstantaneousImportRegisters,
  ({ state }) => {
    const { metrology, variant } = state;
    if (isGasMeter(state)) {
      const value = shownUnits(metrology.volumeLitreSeconds);
      const gas = { consumptionRegister: { value, unit: 'm3' as const } };
      return { messageSuccess: true, registers: { gas } };
    }
    const electricity = {
      activeImportRegister: active(metrology.importWattSeconds),
      reactiveImportRegister: reactive(reactiveImportVarSeconds(metrology)),
      ...(variant.kind === 'twinElement'
        ? { secondaryActiveImportRegister: active(metrology.secondaryWattSeconds) }
        : {}),
    };
    return { messageSuccess: true, registers: { electricity } };
  },
);

export const executeReadInstantaneousExportRegisters = read(
  readInstantaneousExportRegisters,
  ({ state: { metrology } }) => ({
    messageSuccess: true,
    activeExportRegister: active(metrology.exportWattSeconds),
    reactiveExportRegister: reactive(reactiveExportVarSeconds(metrology)),
  }),
  ELECTRICITY,
);
