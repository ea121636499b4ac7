/** SRV 4.10 (electricity), 6.2.1, 6.5 and 6.27 at the meter. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { readDeviceConfigurationVoltage } from '../../../protocol/services/read-device-configuration-voltage.ts';
import type { readNetworkData } from '../../../protocol/services/read-network-data.ts';
import { updateDeviceConfigurationRmsVoltageCounterReset } from '../../../protocol/services/update-device-configuration-rms-voltage-counter-reset.ts';
import { updateDeviceConfigurationVoltage } from '../../../protocol/services/update-device-configuration-voltage.ts';
import { unchanged } from '../events/event.ts';
import type { Average } from '../power-quality/average.ts';
import { PROFILE_ENTRIES_MAX, readProfile } from '../power-quality/profile.ts';
import {
  averageOf,
  impossibleSetting,
  isPolyphase,
  voltageSettingsOf,
} from '../power-quality/settings.ts';
import { averagesMade, broughtUp, qualityOf } from '../power-quality/voltage.ts';
import type { MeterState } from '../state.ts';
import { change, ELECTRICITY, type Reading, read } from './executor.ts';

const DONE = { messageSuccess: true };
const INT32_MAX = 2 ** 31 - 1;
const PHASES = [1, 2, 3];

export const executeReadVoltageSettings = read(
  readDeviceConfigurationVoltage,
  ({ state }) => {
    const { rmsVoltageSettings, phases } = voltageSettingsOf(state);
    const single = phases.single && thresholdsOf(phases.single);
    const poly = phases.poly?.map(({ phase, settings }) => ({
      phase,
      settings: thresholdsOf(settings),
    }));
    return { ...DONE, phases: single ? { single } : { poly: poly ?? [] }, rmsVoltageSettings };
  },
  ELECTRICITY,
);

function thresholdsOf({ overThreshold, underThreshold }: ReturnType<typeof averageOf>) {
  return { overThreshold, underThreshold };
}

export const executeUpdateVoltageSettings = change(
  updateDeviceConfigurationVoltage,
  ({ state: before }, { executionDateTime: _, ...settings }) => {
    const state = broughtUp(before);
    const isOfThisMeter = isPolyphase(state) === (settings.phases.poly !== undefined);
    const field = isOfThisMeter ? impossibleSetting(settings) : 'phases';
    if (field) return { kind: 'refused', why: 'argumentsRefused', field, step: unchanged(state) };
    const next = { ...state, voltageSettings: settings };
    const step = unchanged(settings.countersNotReset ? next : withoutCounts(next));
    return { kind: 'done', step, response: DONE };
  },
  ELECTRICITY,
);

export const executeResetVoltageCounters = change(
  updateDeviceConfigurationRmsVoltageCounterReset,
  ({ state }) => {
    const step = unchanged(withoutCounts(broughtUp(state)));
    return { kind: 'done', step, response: DONE };
  },
  ELECTRICITY,
);

function withoutCounts(state: MeterState): MeterState {
  if (!state.voltageQuality) return state;
  const voltageQuality = Object.fromEntries(
    Object.entries(state.voltageQuality).map(([phase, quality]) => [
      phase,
      { ...quality, averagesOver: 0, averagesUnder: 0 },
    ]),
  );
  return { ...state, voltageQuality };
}

type Period = ValueOf<(typeof readNetworkData)['request']>['readLogPeriod'];

/** What 4.10 gives of an electricity meter; entries carry the end of their period. */
export function networkDataOfElectricity({ state: before, store }: Reading, readLogPeriod: Period) {
  const state = broughtUp(before);
  const { startDateTime, endDateTime } = readLogPeriod;
  const settings = voltageSettingsOf(state);
  const voltageOf = (phase: number) => {
    const { averagesOver, averagesUnder } = qualityOf(state, phase);
    const written = readProfile(store, phase, averagesMade(state, phase));
    const profile = [...written, ...waitingOf(state, phase)].filter(
      ({ endUtcSeconds: end }) => end >= startDateTime && end <= endDateTime,
    );
    return {
      overVoltageCounter: { value: Math.min(INT32_MAX, averagesOver) },
      underVoltageCounter: { value: Math.min(INT32_MAX, averagesUnder) },
      voltageProfile: {
        entries: profile.slice(-PROFILE_ENTRIES_MAX).map(({ endUtcSeconds, decivolts }) => ({
          timestamp: endUtcSeconds,
          value: decivolts * THOUSANDTHS_PER_DECIVOLT,
        })),
        measurementPeriod: averageOf(settings, phase).measurementPeriod,
      },
    };
  };
  const phases = isPolyphase(state)
    ? { poly: PHASES.map((phase) => ({ voltage: voltageOf(phase), phase })) }
    : { single: voltageOf(1) };
  return { ...DONE, data: { electricity: { phases } } };
}

/** Ended, but not in the profile yet. */
function waitingOf({ voltageWatch }: MeterState, phase: number): readonly Average[] {
  return voltageWatch?.phases[phase - 1]?.averages ?? [];
}

/** A decimal of three places is kept as thousandths. */
const THOUSANDTHS_PER_DECIVOLT = 100;
