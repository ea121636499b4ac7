/**
 * The voltage of each phase between two moments at which something is to be said of it. None of this is on
 * flash: an average that a power cut broke off would be of less than its period.
 */
import type { MeterState } from '../state.ts';
import {
  type Alignment,
  type Average,
  advance,
  averageAt,
  isLost,
  periodEnd,
  type RunningAverage,
  startAverage,
} from './average.ts';
import { BEYOND_NONE, type Beyond, beyondAt, dueAt } from './extremes.ts';
import { classOf } from './quality.ts';
import { averageOf, type VoltageSettings } from './settings.ts';
import { EXTREMES, type PhaseQuality } from './stored.ts';

export type PhaseWatch = {
  /** Undefined while the clock is invalid: periods lie along UTC. */
  readonly running: RunningAverage | undefined;
  readonly decivolts: number;
  readonly beyond: Beyond;
  /** Not in the profile yet, oldest first. */
  readonly averages: readonly Average[];
};

export type VoltageWatch = {
  readonly settings: VoltageSettings;
  /** Undefined while the clock is invalid. */
  readonly offsetSeconds: number | undefined;
  readonly phases: readonly PhaseWatch[];
  /** Board seconds of what comes next, should the voltages stay. */
  readonly dueSeconds: number;
};

export const NONE_WAITING: readonly Average[] = [];

/** So many averages of a phase wait in memory; with the next one they go to the profile. */
export const WAITING_AVERAGES_MAX = 3;

const DECIVOLTS_MAX = 65_535;

/** What the measuring chip says, within what an entry of the profile holds. */
export function clamped(decivolts: number): number {
  return Math.min(DECIVOLTS_MAX, Math.max(0, Math.round(decivolts)));
}

export function offsetOf({ clock }: MeterState): number | undefined {
  return clock.status === 'invalid' ? undefined : clock.offsetSeconds;
}

/** `phase` from 1. */
export function alignmentOf(
  settings: VoltageSettings,
  offsetSeconds: number,
  phase: number,
): Alignment {
  return { periodSeconds: averageOf(settings, phase).measurementPeriod, offsetSeconds };
}

/** A phase begins to be watched: since now it has had this voltage. */
export function startPhase(
  decivolts: number,
  nowSeconds: number,
  alignment: Alignment | undefined,
  waiting: readonly Average[],
): PhaseWatch {
  const running = alignment && startAverage(decivolts, nowSeconds, alignment);
  return { running, decivolts, beyond: BEYOND_NONE, averages: waiting };
}

/** To now at the voltage it has had, then on at the one it has. */
export function movePhase(
  watch: PhaseWatch,
  decivolts: number,
  nowSeconds: number,
  alignment: Alignment | undefined,
): readonly [PhaseWatch, readonly Average[]] {
  if (!watch.running || !alignment) return [{ ...watch, decivolts }, []];
  const [running, ended] = advance(watch.running, nowSeconds, alignment);
  const averages = ended.length === 0 ? watch.averages : [...watch.averages, ...ended];
  return [{ ...watch, decivolts, running: { ...running, decivolts }, averages }, ended];
}

/** A phase without supply is neither low nor in a sag; what had begun before is not over by that. */
export function judgePhase(
  watch: PhaseWatch,
  nowSeconds: number,
  { rmsVoltageSettings: thresholds }: VoltageSettings,
): PhaseWatch {
  const { decivolts } = watch;
  const beyond = isLost(decivolts)
    ? BEYOND_NONE
    : beyondAt(watch.beyond, decivolts, nowSeconds, thresholds);
  return beyond === watch.beyond ? watch : { ...watch, beyond };
}

/** Board seconds of the next thing to be said of a phase, should its voltage stay. `phase` from 1. */
export function dueOfPhase(
  watch: PhaseWatch,
  quality: PhaseQuality,
  settings: VoltageSettings,
  offsetSeconds: number | undefined,
  phase: number,
): number {
  // Begun before a boot, or under other thresholds, and over when this watch began: told at once.
  const isOver = quality.told.some((extreme) => watch.beyond[extreme] === undefined);
  if (isOver && !isLost(watch.decivolts)) return 0;
  const average =
    offsetSeconds === undefined
      ? Number.POSITIVE_INFINITY
      : dueOfAverage(watch, quality, settings, alignmentOf(settings, offsetSeconds, phase), phase);
  if (watch.beyond === BEYOND_NONE) return average;
  const extremes = EXTREMES.filter((extreme) => !quality.told.includes(extreme)).map(
    (extreme) =>
      dueAt(extreme, watch.beyond, settings.rmsVoltageSettings) ?? Number.POSITIVE_INFINITY,
  );
  return Math.min(average, ...extremes);
}

/** The first end of a period at which the average is of another class, or no more may wait. */
function dueOfAverage(
  { running, averages }: PhaseWatch,
  quality: PhaseQuality,
  settings: VoltageSettings,
  alignment: Alignment,
  phase: number,
): number {
  if (!running) return Number.POSITIVE_INFINITY;
  const { periodSeconds } = alignment;
  const thresholds = averageOf(settings, phase);
  const first = periodEnd(running.sinceSeconds, alignment);
  const isOther = (decivolts: number | undefined) =>
    decivolts !== undefined && classOf(decivolts, thresholds) !== quality.average;
  if (isOther(averageAt(running, first, periodSeconds))) return first;
  if (isOther(isLost(running.decivolts) ? undefined : running.decivolts))
    return first + periodSeconds;
  const room = Math.max(0, WAITING_AVERAGES_MAX - averages.length - 1);
  return first + room * periodSeconds;
}
