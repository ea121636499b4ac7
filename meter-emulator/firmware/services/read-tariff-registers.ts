/** SRV 4.1.2 to 4.1.4 at the meter: what each register of the tariff has counted. */
import { readInstantaneousImportBlockCounters } from '../../../protocol/services/read-instantaneous-import-block-counters.ts';
import { readInstantaneousImportTouMatrices } from '../../../protocol/services/read-instantaneous-import-tou-matrices.ts';
import { readInstantaneousImportTouWithBlocksMatrices } from '../../../protocol/services/read-instantaneous-import-tou-with-blocks-matrices.ts';
import { shown } from '../metrology/reading.ts';
import { isGasMeter } from '../metrology/registers.ts';
import {
  blockCounters,
  blockRegisters,
  secondaryTouRegisters,
  touRegisters,
} from '../tariff/registers.ts';
import { ELECTRICITY, GAS, read } from './executor.ts';
import { gasBlocks } from './reading-shapes.ts';

export const executeReadInstantaneousImportTouMatrices = read(
  readInstantaneousImportTouMatrices,
  ({ state }) => {
    const primary = shown(touRegisters(state));
    if (isGasMeter(state))
      return { messageSuccess: true, registers: { gas: { tariffTouRegisterMatrix: primary } } };
    const isTwin = state.variant.kind === 'twinElement';
    const secondary = isTwin ? shown(secondaryTouRegisters(state)) : {};
    const electricity = { tariffTouRegisterCollection: { primary, secondary } };
    return { messageSuccess: true, registers: { electricity } };
  },
);

export const executeReadInstantaneousImportTouWithBlocksMatrices = read(
  readInstantaneousImportTouWithBlocksMatrices,
  ({ state }) => {
    const counters = blockCounters(state);
    const blocks = Object.fromEntries(
      Object.entries(blockRegisters(state)).map(([block, registers]) => [
        block,
        { registers: shown(registers), counters: shown(counters[Number(block)] ?? {}) },
      ]),
    );
    return { messageSuccess: true, blocks };
  },
  ELECTRICITY,
);

export const executeReadInstantaneousImportBlockCounters = read(
  readInstantaneousImportBlockCounters,
  ({ state }) => ({
    messageSuccess: true,
    importBlockCounters: shown(gasBlocks(blockCounters(state))),
  }),
  GAS,
);
