import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readDeviceConfigurationVoltage } from '../../../protocol/services/read-device-configuration-voltage.ts';
import { updateDeviceConfigurationRmsVoltageCounterReset } from '../../../protocol/services/update-device-configuration-rms-voltage-counter-reset.ts';
import { updateDeviceConfigurationVoltage } from '../../../protocol/services/update-device-configuration-voltage.ts';
import { START } from '../bench.testing.ts';
import {
  AVERAGE,
  bench,
  POLYPHASE,
  SETTINGS,
  type Settings,
} from '../power-quality/voltage.testing.ts';

const test = suite('settings of voltage');

test('settings are read back; new ones set the counters to nothing unless they say not to', () => {
  const one = bench([[0, 2600]]);
  one.meter.run(START + 1800);
  assert.is(one.meter.state.voltageQuality?.[1]?.averagesOver, 3);
  one.ask(updateDeviceConfigurationVoltage, { ...SETTINGS, countersNotReset: {} });
  assert.is(one.meter.state.voltageQuality?.[1]?.averagesOver, 3);
  one.ask(updateDeviceConfigurationVoltage, SETTINGS);
  assert.is(one.meter.state.voltageQuality?.[1]?.averagesOver, 0);
  const { content } = one.ask(readDeviceConfigurationVoltage, {}) ?? {};
  assert.equal(fromCborValue(readDeviceConfigurationVoltage.response, content), {
    messageSuccess: true,
    phases: { single: { overThreshold: 253, underThreshold: 216 } },
    rmsVoltageSettings: SETTINGS.rmsVoltageSettings,
  });
});

test('6.27 sets the counters of every phase to nothing, and nothing else', () => {
  const one = bench([[0, 2600, 2600, 2000]], POLYPHASE);
  one.meter.run(START + 1800);
  one.ask(updateDeviceConfigurationRmsVoltageCounterReset, {});
  const { voltageQuality, voltageAverages } = one.meter.state;
  const kept = Object.values(voltageQuality ?? {});
  assert.equal(
    kept.map(({ averagesOver, averagesUnder }) => averagesOver + averagesUnder),
    [0, 0, 0],
  );
  assert.equal(voltageAverages, { 1: 3, 2: 3, 3: 3 });
});

test('settings of another kind of meter, or that contradict themselves, change nothing', () => {
  const one = bench([[0, 2300]]);
  const refused = refusalCode(updateDeviceConfigurationVoltage, 'argumentsRefused');
  const poly = [1, 2, 3].map((phase) => ({ phase, settings: AVERAGE }));
  const wrong: readonly Settings[] = [
    { ...SETTINGS, phases: { poly } },
    { ...SETTINGS, phases: { single: { ...AVERAGE, underThreshold: 253 } } },
    { ...SETTINGS, phases: { single: { ...AVERAGE, measurementPeriod: 29 } } },
    { ...SETTINGS, phases: { single: { ...AVERAGE, measurementPeriod: 86_401 } } },
  ];
  for (const request of wrong)
    assert.is(one.ask(updateDeviceConfigurationVoltage, request)?.status, refused);
  assert.is(one.meter.state.voltageSettings, undefined);
});
test.run();
