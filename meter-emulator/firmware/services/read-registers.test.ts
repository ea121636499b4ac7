import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readActivePowerImport } from '../../../protocol/services/read-active-power-import.ts';
import { readDeviceConfigurationInstantaneousPowerThresholds } from '../../../protocol/services/read-device-configuration-instantaneous-power-thresholds.ts';
import { readInstantaneousExportRegisters } from '../../../protocol/services/read-instantaneous-export-registers.ts';
import { readInstantaneousImportBlockCounters } from '../../../protocol/services/read-instantaneous-import-block-counters.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousImportTouMatrices } from '../../../protocol/services/read-instantaneous-import-tou-matrices.ts';
import { readInstantaneousImportTouWithBlocksMatrices } from '../../../protocol/services/read-instantaneous-import-tou-with-blocks-matrices.ts';
import { resetTariffBlockCounterMatrix } from '../../../protocol/services/reset-tariff-block-counter-matrix.ts';
import { updateDeviceConfigurationInstantaneousPowerThreshold } from '../../../protocol/services/update-device-configuration-instantaneous-power-threshold.ts';
import { Bench, START } from '../bench.testing.ts';
import { constant, GAS_METER, POLYPHASE_METER, TWIN_METER } from '../metrology/meters.testing.ts';
import { powerLevel } from '../metrology/power-thresholds.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { rising } from '../tariff/tariffs.testing.ts';
import { answerTo } from './answer.testing.ts';

const HOUR = 3600;
const test = suite('reads of registers and power');

test('of a twin element: each element, and their power together', () => {
  const sensor = constant({ activeWatts: 1500, secondaryWatts: 700 });
  const bench = new Bench({ settings: TWIN_METER, sensor });
  bench.meter.run(START + HOUR);
  const { registers } = answerTo(bench, readInstantaneousImportRegisters, {});
  assert.equal(registers.electricity, {
    activeImportRegister: { value: 1500, unit: 'Wh' },
    reactiveImportRegister: { value: 0, unit: 'varh' },
    secondaryActiveImportRegister: { value: 700, unit: 'Wh' },
  });
  assert.equal(answerTo(bench, readActivePowerImport, {}), {
    messageSuccess: true,
    activePowerImport: { value: 2200, unit: 'W' },
    primaryActivePowerImportValue: 1500,
  });
});

test('what is exported is in the export registers, and is no import', () => {
  const sensor = constant({ activeWatts: -3000, reactiveVars: -400 });
  const bench = new Bench({ settings: POLYPHASE_METER, sensor });
  bench.meter.run(START + HOUR);
  assert.equal(answerTo(bench, readInstantaneousExportRegisters, {}), {
    messageSuccess: true,
    activeExportRegister: { value: 3000, unit: 'Wh' },
    reactiveExportRegister: { value: 400, unit: 'varh' },
  });
  const { registers } = answerTo(bench, readInstantaneousImportRegisters, {});
  assert.is(registers.electricity?.activeImportRegister?.value, 0);
  const power = answerTo(bench, readActivePowerImport, {});
  assert.equal([power.activePowerImport?.value, power.primaryActivePowerImportValue], [0, 0]);
  const { tariffTouRegisterCollection } =
    answerTo(bench, readInstantaneousImportTouMatrices, {}).registers.electricity ?? {};
  assert.equal(tariffTouRegisterCollection?.secondary, {}, 'of an element it does not have');
});

test('what is reactive is import or export by its own sign, whatever the active power', () => {
  const sensor = constant({ activeWatts: -3000, reactiveVars: 400 });
  const bench = new Bench({ settings: POLYPHASE_METER, sensor });
  bench.meter.run(START + HOUR);
  const { registers } = answerTo(bench, readInstantaneousImportRegisters, {});
  assert.is(registers.electricity?.reactiveImportRegister?.value, 400);
  assert.is(answerTo(bench, readInstantaneousExportRegisters, {}).reactiveExportRegister?.value, 0);
});

test('of gas: volume in thousandths of a cubic metre, and no export', () => {
  const sensor = constant({ activeWatts: 0, litresPerHour: 1234 });
  const bench = new Bench({ settings: GAS_METER, sensor });
  bench.meter.run(START + HOUR);
  const { registers } = answerTo(bench, readInstantaneousImportRegisters, {});
  assert.equal(registers.gas, { consumptionRegister: { value: 1234, unit: 'm3' } });
  const refused = bench.ask(readInstantaneousExportRegisters, {});
  assert.is(refused?.status, refusalCode(readInstantaneousExportRegisters, 'notSupported'));
});

test('by time of use: all 48 and all four, which add up to the register of their element', () => {
  const sensor = constant({ activeWatts: 1000, secondaryWatts: 50 });
  const bench = new Bench({ settings: TWIN_METER, sensor });
  bench.meter.run(START + HOUR);
  const { registers } = answerTo(bench, readInstantaneousImportTouMatrices, {});
  const { primary, secondary } = registers.electricity?.tariffTouRegisterCollection ?? {};
  const values = (rows = {}) => Object.values<number>(rows);
  assert.equal([values(primary).length, values(secondary).length], [48, 4]);
  assert.equal([primary?.[1], secondary?.[1]], [1000, 50]);
});

test('by block: counters begin again, registers go on', () => {
  const settings = { ...DEFAULT_SETTINGS, tariff: rising };
  const bench = new Bench({ settings, sensor: constant({ activeWatts: 1500 }) });
  bench.meter.run(START + HOUR);
  answerTo(bench, resetTariffBlockCounterMatrix, {});
  bench.meter.run(START + 1.5 * HOUR);
  const { blocks = {} } = answerTo(bench, readInstantaneousImportTouWithBlocksMatrices, {});
  assert.equal([blocks[1]?.registers?.[1], blocks[2]?.registers?.[1]], [1750, 500]);
  assert.equal([blocks[1]?.counters?.[1], blocks[2]?.counters?.[1]], [750, 0]);
});

test('by block and row, counters beside them', () => {
  const bench = new Bench();
  const { blocks = {} } = answerTo(bench, readInstantaneousImportTouWithBlocksMatrices, {});
  assert.equal(Object.keys(blocks), ['1', '2', '3', '4']);
  assert.is(Object.keys(blocks[4]?.registers ?? {}).length, 8);
  assert.is(Object.keys(blocks[4]?.counters ?? {}).length, 8);
  const gas = new Bench({ settings: GAS_METER });
  const { importBlockCounters } = answerTo(gas, readInstantaneousImportBlockCounters, {});
  assert.equal(importBlockCounters, { 1: 0, 2: 0, 3: 0, 4: 0 });
});

test('power is low, medium and high by thresholds that the supplier sets', () => {
  const sensor = constant({ activeWatts: 1000 });
  const bench = new Bench({ sensor });
  const thresholds = { lowMediumPowerThreshold: 400, mediumHighPowerThreshold: 1000 };
  answerTo(bench, updateDeviceConfigurationInstantaneousPowerThreshold, thresholds);
  const read = answerTo(bench, readDeviceConfigurationInstantaneousPowerThresholds, {});
  assert.equal(read, { messageSuccess: true, ...thresholds });
  const level = (activeWatts: number) => powerLevel(bench.meter.state, { activeWatts });
  assert.equal([399, 400, 999, 1000].map(level), ['low', 'medium', 'medium', 'high']);
  bench.reboot();
  assert.equal(bench.meter.state.powerThresholds, thresholds);
});
test.run();
