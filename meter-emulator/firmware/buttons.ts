/** The buttons of the meter's case, and what each does. */
import { pressBoost } from './auxiliary/boost-button.ts';
import { type Step, unchanged } from './events/event.ts';
import { activateEmergencyCredit } from './prepayment/assess.ts';
import type { MeterState } from './state.ts';
import { supplyAfter } from './supply/supply.ts';

export type Button = 'enableSupply' | 'emergencyCredit' | 'boost';
export const BUTTONS: Readonly<Record<Button, (state: MeterState) => Step>> = {
  enableSupply: pressEnable,
  emergencyCredit: activateEmergencyCredit,
  boost: pressBoost,
};

function pressEnable(state: MeterState): Step {
  const supply = supplyAfter(state.supply, 'button');
  return unchanged(supply === state.supply ? state : { ...state, supply });
}
