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

/**
 * The path, in 6.5, of the first setting that cannot be; undefined if all can. A period that never ends, or
 * thresholds that contradict each other, are no settings.
 */
export function impossibleSetting(settings: VoltageSettings): string | undefined {
  const { rmsVoltageSettings: extremes, phases } = settings;
  const { extremeUnderThreshold, extremeOverThreshold, sagThreshold, swellThreshold } = extremes;
  const ofExtremes =
    impossibleOf({ extremeUnderThreshold, extremeOverThreshold }) ??
    impossibleOf({ sagThreshold, swellThreshold });
  if (ofExtremes) return `rmsVoltageSettings.${ofExtremes}`;
  if (phases.single) return under('phases.single', impossibleAverage(phases.single));
  return phases.poly
    .map((one, index) => under(`phases.poly[${index}].settings`, impossibleAverage(one.settings)))
    .find((path) => path !== undefined);
}

function under(path: string, field: string | undefined): string | undefined {
  return field === undefined ? undefined : `${path}.${field}`;
}

function impossibleAverage(average: Average): string | undefined {
  const { underThreshold, overThreshold, measurementPeriod } = average;
  const isPeriod =
    measurementPeriod >= PERIOD_SECONDS.least && measurementPeriod <= PERIOD_SECONDS.most;
  return (
    impossibleOf({ underThreshold, overThreshold }) ?? (isPeriod ? undefined : 'measurementPeriod')
  );
}

/** The lower threshold is given first. */
function impossibleOf(volts: Readonly<Record<string, number>>): string | undefined {
  const [[lower, lowest] = ['', 0], [upper, highest] = ['', 0]] = Object.entries(volts);
  if (highest > VOLTS_MAX) return upper;
  return lowest < highest ? undefined : lower;
}
