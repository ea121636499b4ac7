/**
 * Gas that flows right after the valve was opened, service 6.7: nobody can have lit anything yet, so a pipe or
 * a tap is open. After the flow has settled it is measured, and too much of it closes the valve again.
 */
import { type Step, unchanged } from '../events/event.ts';
import type { Module } from '../module.ts';
import type { MeterState } from '../state.ts';
import { supplyAfter, switchPosition } from '../supply/supply.ts';
import { leakTenThousandths } from './gas.ts';
import { isGasMeter } from './registers.ts';

/** Gone after a boot: a valve that stood open through it is not watched. */
export type FlowWatch =
  | { readonly kind: 'closed' | 'passed' }
  /** Since these board seconds; `settled` when the flow has had its time. */
  | { readonly kind: 'opened'; readonly atSeconds: number; readonly settled?: Settled };
/** Where the measurement begins. */
type Settled = { readonly atSeconds: number; readonly litreSeconds: number };

/** A ten-thousandth of a cubic metre an hour is a tenth of a litre an hour. */
const TENTHS_A_LITRE = 10;

function observeValve(state: MeterState): MeterState {
  if (!isGasMeter(state)) return state;
  const { flowWatch } = state;
  if (switchPosition(state.supply) === 'open')
    return flowWatch?.kind === 'closed' ? state : { ...state, flowWatch: { kind: 'closed' } };
  if (!flowWatch) return { ...state, flowWatch: { kind: 'passed' } };
  if (flowWatch.kind !== 'closed') return state;
  const { boardSeconds: atSeconds } = state.metrology;
  return { ...state, flowWatch: { kind: 'opened', atSeconds } };
}

function nextLook({ flowWatch, gasFlow }: MeterState): number | undefined {
  if (flowWatch?.kind !== 'opened') return undefined;
  const { atSeconds, settled } = flowWatch;
  return settled
    ? settled.atSeconds + gasFlow.measurementPeriod
    : atSeconds + gasFlow.stabilisationPeriod;
}

function look(state: MeterState): Step {
  const { flowWatch, gasFlow, metrology } = state;
  const { boardSeconds, volumeLitreSeconds: litreSeconds } = metrology;
  const isDue = boardSeconds >= (nextLook(state) ?? Number.POSITIVE_INFINITY);
  if (flowWatch?.kind !== 'opened' || !isDue) return unchanged(state);
  const { settled } = flowWatch;
  if (!settled) {
    const begun = { ...flowWatch, settled: { atSeconds: boardSeconds, litreSeconds } };
    return unchanged({ ...state, flowWatch: begun });
  }
  // The period may have been set anew meanwhile: what counts is how long it was measured.
  const litresPerHour = (litreSeconds - settled.litreSeconds) / (boardSeconds - settled.atSeconds);
  const passed = { ...state, flowWatch: { kind: 'passed' } as const };
  if (litresPerHour * TENTHS_A_LITRE <= leakTenThousandths(gasFlow)) return unchanged(passed);
  const supply = supplyAfter(state.supply, 'leak');
  return { state: { ...passed, supply }, events: [{ name: 'supplyArmedAfterFlow' }], entries: [] };
}

export const gasFlow: Module = {
  observe: observeValve,
  deadline: nextLook,
  act: look,
};
