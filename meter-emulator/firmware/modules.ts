/** The parts of the meter that act by themselves, in the order in which they act at one moment. */

import { auxiliaryLoads } from './auxiliary/outputs.ts';
import type { Measured } from './board.ts';
import { type Step, then } from './events/event.ts';
import { alertStorms } from './events/storms.ts';
import { hubOutage } from './home-network/mains.ts';
import { loadLimit } from './load-limit/watch.ts';
import { billingDates } from './metrology/billing.ts';
import { gasFlow } from './metrology/gas-flow.ts';
import { histories } from './metrology/histories.ts';
import { networkMarks } from './metrology/network-recording.ts';
import { isMeter } from './metrology/registers.ts';
import type { Module } from './module.ts';
import { voltage } from './power-quality/voltage.ts';
import { credit } from './prepayment/credit-module.ts';
import { heldCommands } from './services/future-dated.ts';
import type { MeterState } from './state.ts';
import { phaseSupply } from './supply/phases.ts';
import { switching } from './tariff/switching.ts';

const OF_METERS: readonly Module[] = [
  histories,
  networkMarks,
  gasFlow,
  billingDates,
  switching,
  credit,
  phaseSupply,
  voltage,
  loadLimit,
  auxiliaryLoads,
  heldCommands,
  alertStorms,
];
/** Of what stands beside meters. */
const OF_OTHERS: readonly Module[] = [auxiliaryLoads, hubOutage, heldCommands, alertStorms];

const modulesOf = (state: MeterState) => (isMeter(state) ? OF_METERS : OF_OTHERS);

/** All of them know what is measured from now on. */
export function observed(before: MeterState, measured: Measured): MeterState {
  let state = before;
  for (const { observe } of modulesOf(before)) if (observe) state = observe(state, measured);
  return state;
}

/** Board seconds; infinite when nobody waits for anything. */
export function earliestDeadline(state: MeterState, measured: Measured): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { deadline } of modulesOf(state))
    earliest = Math.min(earliest, deadline?.(state, measured) ?? Number.POSITIVE_INFINITY);
  return earliest;
}

/** Each acts on what those before it led to. */
export function acted(before: Step, measured: Measured): Step {
  let step = before;
  for (const { act } of modulesOf(before.state))
    if (act) step = then(step, (state) => act(state, measured));
  return step;
}
