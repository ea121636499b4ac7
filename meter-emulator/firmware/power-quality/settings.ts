/** What a meter calls too high and too low: the request of 6.5, or until it comes what is usual in GB. */
import type { MeterState, Stored } from '../state.ts';

type Request = Stored['voltageSettings'];
export type Average = NonNullable<Request['phases']['single']>;
export type VoltageSettings = Pick<Request, 'rmsVoltageSettings' | 'phases'>;

/** The statutory limits of 230 V, +10 % and -6 %, in averages of ten minutes. */
const AVERAGE: Average = { overThreshold: 253, underThreshold: 216, measurementPeriod: 600 };

const EXTREMES: VoltageSettings['rmsVoltageSettings'] = {
  extremeOverPeriod: 30,
  extremeOverThreshold: 264,
  extremeUnderPeriod: 30,
  extremeUnderThreshold: 200,
  sagPeriod: 1,
  sagThreshold: 184,
  swellPeriod: 1,
  swellThreshold: 276,
};

const SINGLE: VoltageSettings = { rmsVoltageSettings: EXTREMES, phases: { single: AVERAGE } };
const POLY: VoltageSettings = {
  rmsVoltageSettings: EXTREMES,
  phases: { poly: [1, 2, 3].map((phase) => ({ phase, settings: AVERAGE })) },
};

export function isPolyphase({ variant }: Pick<MeterState, 'variant'>): boolean {
  return variant.kind === 'polyphase';
}

/** Every value given is the very same while nothing is set. */
export function voltageSettingsOf(state: MeterState): VoltageSettings {
  return state.voltageSettings ?? (isPolyphase(state) ? POLY : SINGLE);
}

/** `phase` from 1. */
export function averageOf({ phases }: VoltageSettings, phase: number): Average {
  return phases.single ?? phases.poly?.find((one) => one.phase === phase)?.settings ?? AVERAGE;
}

/** Shorter ones would wear the flash; longer ones would say nothing. */
const PERIOD_SECONDS = { least: 30, most: 86_400 };
/** As many as keep every sum of squares a whole number. */
const VOLTS_MAX = 6_553;

/** A period that never ends, or thresholds that contradict each other, are no settings. */
export function arePossible({ rmsVoltageSettings: extremes, phases }: VoltageSettings): boolean {
  const averages = phases.single ? [phases.single] : phases.poly.map((one) => one.settings);
  return (
    isBetween(extremes.extremeUnderThreshold, extremes.extremeOverThreshold) &&
    isBetween(extremes.sagThreshold, extremes.swellThreshold) &&
    averages.every(
      ({ overThreshold, underThreshold, measurementPeriod }) =>
        isBetween(underThreshold, overThreshold) &&
        measurementPeriod >= PERIOD_SECONDS.least &&
        measurementPeriod <= PERIOD_SECONDS.most,
    )
  );
}

function isBetween(underVolts: number, overVolts: number): boolean {
  return underVolts < overVolts && overVolts <= VOLTS_MAX;
}
