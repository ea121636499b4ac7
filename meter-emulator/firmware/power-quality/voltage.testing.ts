/** Voltage at will, and what a meter makes of it, for the tests of power quality. */
import * as assert from 'uvu/assert';
import { type AlertName, alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { readNetworkData } from '../../../protocol/services/read-network-data.ts';
import { updateDeviceConfigurationVoltage } from '../../../protocol/services/update-device-configuration-voltage.ts';
import { Bench, START } from '../bench.testing.ts';
import { ScriptedLoad } from '../proofs/scripted-load.testing.ts';
import { DEFAULT_SETTINGS, type FactorySettings } from '../provision.ts';

export const POLYPHASE: FactorySettings = {
  ...DEFAULT_SETTINGS,
  variant: { ...DEFAULT_SETTINGS.variant, kind: 'polyphase' },
};
export type Settings = ValueOf<(typeof updateDeviceConfigurationVoltage)['request']>;
export const AVERAGE = { overThreshold: 253, underThreshold: 216, measurementPeriod: 600 };
export const SETTINGS: Settings = {
  rmsVoltageSettings: {
    extremeOverPeriod: 60,
    extremeOverThreshold: 265,
    extremeUnderPeriod: 60,
    extremeUnderThreshold: 180,
    sagPeriod: 10,
    sagThreshold: 200,
    swellPeriod: 10,
    swellThreshold: 260,
  },
  phases: { single: AVERAGE },
};
export const EVER = { readLogPeriod: { startDateTime: START, endDateTime: START + 10 ** 8 } };

export type Course = readonly (readonly [seconds: number, ...decivolts: number[]])[];
export function bench(course: Course, settings = DEFAULT_SETTINGS): Bench {
  const steps = course.map(([seconds, ...voltageDecivolts]) => ({
    fromSeconds: START + seconds,
    measured: { activeWatts: 0, voltageDecivolts },
  }));
  return new Bench({ settings, sensor: new ScriptedLoad(steps) });
}
export function set(course: Course): Bench {
  const one = bench(course);
  assert.is(one.ask(updateDeviceConfigurationVoltage, SETTINGS)?.status, undefined);
  return one;
}
export function networkData(one: Bench) {
  const { content } = one.ask(readNetworkData, EVER) ?? {};
  return fromCborValue(readNetworkData.response, content).data.electricity?.phases;
}
export const codes = (...names: readonly AlertName[]) => names.map((name) => alertCodes[name]);
