/** A refusal says which field it is of: found by the definition, by its rules, or by the executor. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCborValue, toCborValue } from '../../../protocol/definition/cbor.ts';
import { serviceNumber } from '../../../protocol/definition/service.ts';
import { activateAuxiliaryLoad } from '../../../protocol/services/activate-auxiliary-load.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import {
  REFUSED_FIELD_MAX,
  refusalDetail,
  refusedField,
  refusedFieldAt,
  sharedRefusals,
} from '../../../protocol/services/refusals.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from '../../../protocol/services/update-device-configuration-load-limiting-general-settings.ts';
import { updateDeviceConfigurationVoltage } from '../../../protocol/services/update-device-configuration-voltage.ts';
import { Bench, START } from '../bench.testing.ts';
import { AVERAGE, POLYPHASE, SETTINGS, type Settings } from '../power-quality/voltage.testing.ts';

const VOLTAGE = updateDeviceConfigurationVoltage;
const FOR_ALL_PHASES = [1, 2, 3].map((phase) => ({ phase, settings: AVERAGE }));

const test = suite('the field of a refusal');

function fieldOf(answer: ReturnType<Bench['ask']>): string | undefined {
  assert.is(answer?.status, sharedRefusals.argumentsRefused.code);
  return fromCborValue(refusalDetail, answer?.content).field;
}

test('of the shape: a value beyond its limits, in a command that is signed', () => {
  const bench = new Bench();
  const asked = {
    loadLimitPeriod: 60,
    loadLimitPowerThreshold: 2 ** 32,
    loadLimitRestorationPeriod: 60,
    loadLimitSupplyState: 'Disable',
  } as const;
  const answer = bench.ask(updateDeviceConfigurationLoadLimitingGeneralSettings, asked);
  assert.is(fieldOf(answer), 'loadLimitPowerThreshold');
  assert.is(bench.meter.state.loadLimitSettings, undefined);
});

test('of a rule: the same phase twice', () => {
  const bench = new Bench({ settings: POLYPHASE });
  const [first, , third] = FOR_ALL_PHASES;
  assert.ok(first && third);
  const answer = bench.ask(VOLTAGE, { ...SETTINGS, phases: { poly: [first, first, third] } });
  assert.is(fieldOf(answer), 'phases.poly');
});

test('of what the meter finds: thresholds and periods that cannot be', () => {
  const extremes = SETTINGS.rmsVoltageSettings;
  const wrong: readonly (readonly [field: string, Partial<Settings>])[] = [
    ['phases', { phases: { poly: FOR_ALL_PHASES } }],
    ['phases.single.underThreshold', { phases: { single: { ...AVERAGE, underThreshold: 253 } } }],
    ['phases.single.overThreshold', { phases: { single: { ...AVERAGE, overThreshold: 6_554 } } }],
    [
      'phases.single.measurementPeriod',
      { phases: { single: { ...AVERAGE, measurementPeriod: 29 } } },
    ],
    [
      'rmsVoltageSettings.extremeUnderThreshold',
      { rmsVoltageSettings: { ...extremes, extremeUnderThreshold: 265 } },
    ],
    ['rmsVoltageSettings.sagThreshold', { rmsVoltageSettings: { ...extremes, sagThreshold: 261 } }],
    [
      'rmsVoltageSettings.swellThreshold',
      { rmsVoltageSettings: { ...extremes, swellThreshold: 6_554 } },
    ],
  ];
  const bench = new Bench();
  for (const [field, part] of wrong)
    assert.is(fieldOf(bench.ask(VOLTAGE, { ...SETTINGS, ...part })), field);
  assert.is(bench.meter.state.voltageSettings, undefined);
});

test('a date for later where the head-end holds it', () => {
  const answer = new Bench().ask(VOLTAGE, { ...SETTINGS, executionDateTime: START + 60 });
  assert.is(fieldOf(answer), 'executionDateTime');
});

test('of the whole request there is no field', () => {
  const bench = new Bench();
  const service = serviceNumber(readInstantaneousImportRegisters.reference);
  const answer = bench.deliver(bench.headEnd.mac({ service, content: new Map([[99, 1]]) }));
  assert.equal(
    [answer?.status, answer?.content],
    [sharedRefusals.argumentsRefused.code, undefined],
  );
});

test('another refusal may have one too, and it is the same when the command comes again after a cut', () => {
  const bench = new Bench();
  const switching = { index: 5, durationMinutes: 1 };
  const command = bench.headEnd.command(activateAuxiliaryLoad, { switching });
  const first = bench.deliver(command);
  assert.is(first?.status, refusalCode(activateAuxiliaryLoad, 'notThere'));
  assert.equal(first?.content, toCborValue(refusalDetail, { field: 'switching.index' }));
  bench.reboot();
  assert.equal(bench.deliver(command), first);
});

test('a path longer than an answer keeps is cut, and what is left is still of the definition', () => {
  const whole = 'schedules[119].'.repeat(12);
  assert.is(whole.length, REFUSED_FIELD_MAX);
  for (const path of [whole, `${whole}x`]) assert.is(refusedFieldAt(path), whole);
  assert.is(refusedField.check(whole), undefined);
});

test.run();
