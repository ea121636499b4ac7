/** The voltage in time: averages into counters and the profile, extremes into alerts, phase by phase. */
import type { AlertName, Phase } from '../../../protocol/alerts/device-alerts.ts';
import type { Measured } from '../board.ts';
import { type MeterEvent, type Step, unchanged } from '../events/event.ts';
import { isEndOfHalfHour } from '../metrology/metrology.ts';
import type { Module } from '../module.ts';
import type { MeterState } from '../state.ts';
import type { Entry } from '../stored.ts';
import { profileEntry } from './profile.ts';
import { FIRST_QUALITY, withAverage, withExtremes } from './quality.ts';
import { averageOf, isPolyphase, type VoltageSettings, voltageSettingsOf } from './settings.ts';
import type { PhaseQuality } from './stored.ts';
import {
  alignmentOf,
  clamped,
  dueOfPhase,
  judgePhase,
  movePhase,
  offsetOf,
  type PhaseWatch,
  startPhase,
  type VoltageWatch,
  WAITING_AVERAGES_MAX,
} from './watch.ts';

/** `phase` from 1. */
export function qualityOf({ voltageQuality }: MeterState, phase: number): PhaseQuality {
  return voltageQuality?.[phase] ?? FIRST_QUALITY;
}

/**
 * Watches what is measured from now on. Begins anew when there are other settings or another clock: a
 * period that lay along the old ones is not whole. Averages that wait for the profile wait on.
 */
function observe(before: MeterState, { voltageDecivolts }: Measured): MeterState {
  if (!voltageDecivolts) return before;
  const settings = voltageSettingsOf(before);
  const offsetSeconds = offsetOf(before);
  const { voltageWatch: last } = before;
  if (last?.settings === settings && last.offsetSeconds === offsetSeconds) return before;
  const state = broughtUp(before);
  const { voltageWatch: watch, metrology } = state;
  const { boardSeconds } = metrology;
  const phases = voltageDecivolts.map((decivolts, index) => {
    const alignment =
      offsetSeconds === undefined ? undefined : alignmentOf(settings, offsetSeconds, index + 1);
    const waiting = watch?.phases[index]?.averages ?? [];
    const started = startPhase(clamped(decivolts), boardSeconds, alignment, waiting);
    return judgePhase(started, boardSeconds, settings);
  });
  return withWatch(state, settings, offsetSeconds, phases);
}

function withWatch(
  state: MeterState,
  settings: VoltageSettings,
  offsetSeconds: number | undefined,
  phases: readonly PhaseWatch[],
): MeterState {
  const dues = phases.map((watch, index) =>
    dueOfPhase(watch, qualityOf(state, index + 1), settings, offsetSeconds, index + 1),
  );
  const voltageWatch = { settings, offsetSeconds, phases, dueSeconds: Math.min(...dues) };
  return { ...state, voltageWatch };
}

function isDue(state: MeterState, watch: VoltageWatch, voltages: readonly number[]): boolean {
  return (
    state.metrology.boardSeconds >= watch.dueSeconds ||
    watch.phases.some((phase, index) => phase.decivolts !== clamped(voltages[index] ?? 0)) ||
    // A period that ends with a half-hour goes to flash in the group of the half-hour.
    isEndOfHalfHour(state)
  );
}

function act(before: MeterState, measured: Measured): Step {
  const state = observe(before, measured);
  const { voltageWatch: watch } = state;
  const { voltageDecivolts } = measured;
  if (!watch || !voltageDecivolts || !isDue(state, watch, voltageDecivolts))
    return unchanged(state);
  const step = moveOn(state, watch, voltageDecivolts);
  const phases = step.state.voltageWatch?.phases ?? [];
  const isFull = phases.some(({ averages }) => averages.length >= WAITING_AVERAGES_MAX);
  return isFull || isEndOfHalfHour(state) ? withProfile(step) : step;
}

/** Every phase to now, and then on at the voltage it has. */
function moveOn(state: MeterState, watch: VoltageWatch, voltageDecivolts: readonly number[]): Step {
  const events: MeterEvent[] = [];
  const moved = watch.phases.map((phase, index) =>
    movedOn(state, watch, phase, clamped(voltageDecivolts[index] ?? 0), index + 1, events),
  );
  const voltageQuality = withQualities(state, moved);
  const next = withWatch(
    { ...state, ...(voltageQuality ? { voltageQuality } : {}) },
    watch.settings,
    watch.offsetSeconds,
    moved.map(({ phase }) => phase),
  );
  return { state: next, events, entries: [] };
}

/**
 * With every average that has ended by now. Until something is to be told of one it may wait to be made;
 * whoever reads or changes the counters asks for it before. Nothing is to be told of those.
 */
export function broughtUp(state: MeterState): MeterState {
  const { voltageWatch: watch } = state;
  if (!watch) return state;
  const voltages = watch.phases.map(({ decivolts }) => decivolts);
  return moveOn(state, watch, voltages).state;
}

type Moved = { readonly phase: PhaseWatch; readonly quality: PhaseQuality };

function movedOn(
  state: MeterState,
  { settings, offsetSeconds }: VoltageWatch,
  before: PhaseWatch,
  decivolts: number,
  number: number,
  events: MeterEvent[],
): Moved {
  const { boardSeconds } = state.metrology;
  const alignment =
    offsetSeconds === undefined ? undefined : alignmentOf(settings, offsetSeconds, number);
  const [moved, ended] = movePhase(before, decivolts, boardSeconds, alignment);
  const phase = judgePhase(moved, boardSeconds, settings);
  const tell = (name: AlertName) =>
    events.push(isPolyphase(state) ? { name, phase: number as Phase } : { name });
  let quality = qualityOf(state, number);
  for (const average of ended)
    quality = withAverage(quality, average.decivolts, averageOf(settings, number), tell);
  quality = withExtremes(quality, phase.beyond, decivolts, boardSeconds, settings, tell);
  return { phase, quality };
}

/** Undefined when nothing is another than it was. */
function withQualities(state: MeterState, moved: readonly Moved[]): MeterState['voltageQuality'] {
  const isSame = moved.every(({ quality }, index) => quality === qualityOf(state, index + 1));
  if (isSame) return undefined;
  return Object.fromEntries(moved.map(({ quality }, index) => [index + 1, quality]));
}

/** All that has ended by now, as if it were a half-hour. */
export function withAverages(state: MeterState): Step {
  return withProfile(unchanged(broughtUp(state)));
}

/** Averages that wait, into the profile: at most those of three periods of each phase. */
function withProfile(step: Step): Step {
  const { state } = step;
  const { voltageWatch: watch } = state;
  if (!watch?.phases.some(({ averages }) => averages.length > 0)) return step;
  const entries: Entry[] = [...step.entries];
  const qualities = watch.phases.map((phase, index) => {
    const quality = qualityOf(state, index + 1);
    const first = quality.averages;
    for (const [at, average] of phase.averages.entries())
      entries.push(profileEntry(index + 1, first + at, average));
    return { ...quality, averages: first + phase.averages.length };
  });
  const voltageQuality = Object.fromEntries(qualities.map((one, index) => [index + 1, one]));
  const phases = watch.phases.map((phase) => ({ ...phase, averages: [] }));
  const next = { ...state, voltageQuality };
  const { settings, offsetSeconds } = watch;
  return { ...step, state: withWatch(next, settings, offsetSeconds, phases), entries };
}

export const voltage: Module = {
  observe,
  deadline: ({ voltageWatch }) => voltageWatch?.dueSeconds,
  act,
};
