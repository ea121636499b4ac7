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
  NONE_WAITING,
  offsetOf,
  type PhaseWatch,
  startPhase,
  type VoltageWatch,
  WAITING_AVERAGES_MAX,
} from './watch.ts';

/** Entries ever made in the profile of `phase`, from 1. */
export function averagesMade({ voltageAverages }: MeterState, phase: number): number {
  return voltageAverages?.[phase] ?? 0;
}

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
  return moveOn(state, watch, voltageDecivolts, isEndOfHalfHour(state) ? 1 : WAITING_AVERAGES_MAX);
}

/**
 * Every phase to now, and then on at the voltage it has. All averages that wait go to the profile once
 * `writtenFrom` of a phase do.
 */
function moveOn(
  state: MeterState,
  watch: VoltageWatch,
  voltageDecivolts: readonly number[],
  writtenFrom: number,
): Step {
  const events: MeterEvent[] = [];
  const moved = watch.phases.map((phase, index) =>
    movedOn(state, watch, phase, clamped(voltageDecivolts[index] ?? 0), index + 1, events),
  );
  const voltageQuality = withQualities(state, moved);
  const phases = moved.map(({ phase }) => phase);
  const isWritten = phases.some(({ averages }) => averages.length >= writtenFrom);
  const profile = isWritten ? written(state, phases) : { phases, entries: [] };
  const next = withWatch(
    {
      ...state,
      ...(voltageQuality ? { voltageQuality } : {}),
      ...(profile.voltageAverages ? { voltageAverages: profile.voltageAverages } : {}),
    },
    watch.settings,
    watch.offsetSeconds,
    profile.phases,
  );
  return { state: next, events, entries: profile.entries };
}

/**
 * With every average that has ended by now. Until something is to be told of one it may wait to be made;
 * whoever reads or changes the counters asks for it before. Nothing is to be told of those.
 */
export function broughtUp(state: MeterState): MeterState {
  const { voltageWatch: watch } = state;
  if (!watch) return state;
  const voltages = watch.phases.map(({ decivolts }) => decivolts);
  return moveOn(state, watch, voltages, Number.POSITIVE_INFINITY).state;
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

/** All that has ended by now, into the profile as if it were a half-hour. */
export function withAverages(state: MeterState): Step {
  const { voltageWatch: watch } = state;
  if (!watch) return unchanged(state);
  const voltages = watch.phases.map(({ decivolts }) => decivolts);
  return moveOn(state, watch, voltages, 1);
}

type Written = {
  readonly phases: readonly PhaseWatch[];
  readonly voltageAverages?: Readonly<Record<number, number>>;
  readonly entries: readonly Entry[];
};

/** Averages that wait, as entries of the profile: at most those of three periods of each phase. */
function written(state: MeterState, phases: readonly PhaseWatch[]): Written {
  const entries: Entry[] = [];
  const voltageAverages: Record<number, number> = {};
  for (const [index, { averages }] of phases.entries()) {
    const number = index + 1;
    const first = averagesMade(state, number);
    for (const [at, average] of averages.entries())
      entries.push(profileEntry(number, first + at, average));
    voltageAverages[number] = first + averages.length;
  }
  const emptied = phases.map((phase) => ({ ...phase, averages: NONE_WAITING }));
  return { phases: emptied, voltageAverages, entries };
}

export const voltage: Module = {
  observe,
  deadline: ({ voltageWatch }) => voltageWatch?.dueSeconds,
  act,
};
