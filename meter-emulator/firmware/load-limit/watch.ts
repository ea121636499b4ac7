/**
 * The load against its limit: counted, told and perhaps cut off once it has been above the threshold for
 * the whole period. Power is constant between deadlines, so the second is exact.
 */
import type { Measured } from '../board.ts';
import { type MeterEvent, type Step, unchanged } from '../events/event.ts';
import { importWatts } from '../metrology/power-thresholds.ts';
import type { Module } from '../module.ts';
import type { MeterState, Stored } from '../state.ts';
import { limited, supplyAfter } from '../supply/supply.ts';

/** Only while the load is above the threshold. */
export type LoadWatch = {
  /** Board seconds. */
  readonly sinceSeconds: number;
  /** Told once; again after the load has been below. */
  readonly isTold: boolean;
};

type Settings = Stored['loadLimitSettings'];

/** The state that knows since when the load is what is measured now. */
export function observeLoad(state: MeterState, measured: Measured): MeterState {
  const { loadLimitSettings: settings, loadWatch: watch } = state;
  const isAbove =
    settings !== undefined && importWatts(measured) > settings.loadLimitPowerThreshold;
  if (isAbove === (watch !== undefined)) return state;
  return isAbove ? withLoadWatch(state) : withoutLoadWatch(state);
}

function withLoadWatch(state: MeterState): MeterState {
  const { boardSeconds: sinceSeconds } = state.metrology;
  return { ...state, loadWatch: { sinceSeconds, isTold: false } };
}

/** The time above the limit begins anew. */
export function withoutLoadWatch({ loadWatch: _, ...state }: MeterState): MeterState {
  return state;
}

function actOnLoad(before: MeterState, measured: Measured): Step {
  const restored = restore(before);
  const state = observeLoad(restored.state, measured);
  const { loadLimitSettings: settings, loadWatch: watch } = state;
  const isDue =
    settings && watch && !watch.isTold && state.metrology.boardSeconds >= dueAt(settings, watch);
  return isDue ? passed(state, settings, watch) : { ...restored, state };
}

function dueAt({ loadLimitPeriod }: Settings, { sinceSeconds }: LoadWatch): number {
  return sinceSeconds + loadLimitPeriod;
}

function passed(state: MeterState, settings: Settings, watch: LoadWatch): Step {
  const events: MeterEvent[] = [{ name: 'loadLimitExceeded' }];
  const isCut = settings.loadLimitSupplyState === 'Disable';
  const restoreAtSeconds = state.metrology.boardSeconds + settings.loadLimitRestorationPeriod;
  const supply = isCut ? limited(state.supply, restoreAtSeconds) : state.supply;
  if (supply !== state.supply) events.push({ name: 'supplyArmedAfterLoadLimit' });
  const loadLimit = { passed: (state.loadLimit?.passed ?? 0) + 1 };
  const next = { ...state, supply, loadLimit, loadWatch: { ...watch, isTold: true } };
  return { state: next, events, entries: [] };
}

function restore(state: MeterState): Step {
  const { restoreAtSeconds } = state.supply;
  if (restoreAtSeconds === undefined) return unchanged(state);
  const { boardSeconds } = state.metrology;
  const latest = boardSeconds + (state.loadLimitSettings?.loadLimitRestorationPeriod ?? 0);
  // The board's clock went back while the power was off, or a shorter period was set.
  if (restoreAtSeconds > latest)
    return unchanged({ ...state, supply: { ...state.supply, restoreAtSeconds: latest } });
  if (boardSeconds < restoreAtSeconds) return unchanged(state);
  const supply = supplyAfter(state.supply, 'restore');
  const events = [{ name: 'supplyEnabledAfterLoadLimit' } as const];
  return { state: { ...state, supply }, events, entries: [] };
}

export const loadLimit: Module = {
  observe: observeLoad,
  deadline: (state) => {
    const { loadLimitSettings: settings, loadWatch: watch } = state;
    const due = settings && watch && !watch.isTold ? dueAt(settings, watch) : undefined;
    const back = state.supply.restoreAtSeconds;
    return due === undefined || back === undefined ? (due ?? back) : Math.min(due, back);
  },
  act: actOnLoad,
};
