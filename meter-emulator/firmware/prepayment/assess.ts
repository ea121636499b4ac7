/** Credit against its thresholds: who is warned, what is offered, and whether supply may stay on. */
import type { MeterEvent, Step } from '../events/event.ts';
import { unchanged } from '../events/event.ts';
import { isMeter } from '../metrology/registers.ts';
import type { MeterState, Prepayment } from '../state.ts';
import { supplyAfter } from '../supply/supply.ts';
import { combinedCredit, emergencyLeft, hasCredit } from './credit.ts';
import { isNonDisablement } from './non-disablement.ts';

/**
 * Brings warnings, emergency credit and supply in line with credit as it is now. Each threshold speaks
 * once when it is passed, and again only after credit has come back above it.
 */
export function assess(state: MeterState, armedBy: ArmedBy = 'supplyArmed'): Step {
  if (!isMeter(state)) return unchanged(state);
  const events: MeterEvent[] = [];
  const { mode } = state.prepayment;
  const prepayment = mode === 'credit' ? state.prepayment : assessCredit(state, events);
  const next = prepayment === state.prepayment ? state : { ...state, prepayment };
  const assessed = assessSupply(next, armedBy, events);
  if (assessed === state) return unchanged(state);
  return { state: assessed, events, entries: [] };
}

/** Supply goes for want of credit, but not in a non-disablement period; at its end it does. */
function assessSupply(state: MeterState, armedBy: ArmedBy, events: MeterEvent[]): MeterState {
  const isEnough = hasCredit(state);
  const supply = supplyAfter(state.supply, isEnough ? 'creditRestored' : 'creditExhausted');
  const isSuspended = !isEnough && supply !== state.supply && isNonDisablement(state);
  const next = withSuspended(state, isSuspended);
  if (isSuspended) {
    if (next !== state) events.push({ name: 'disablementSuspended' });
    return next;
  }
  if (supply === state.supply) return next;
  events.push({ name: supply.position === 'armed' ? armedBy : 'creditExhausted' });
  return { ...next, supply };
}

function withSuspended(state: MeterState, isDisablementSuspended: boolean): MeterState {
  if (state.prepayment.isDisablementSuspended === isDisablementSuspended) return state;
  return { ...state, prepayment: { ...state.prepayment, isDisablementSuspended } };
}

/** The alert that says supply may be switched on again, by what brought the credit back. */
export type ArmedBy = 'supplyArmed' | 'armedForEmergencyCredit';

function assessCredit(state: MeterState, events: MeterEvent[]): Prepayment {
  const offered = assessEmergency(state, events);
  const combined = combinedCredit({ prepayment: offered, limits: state.limits });
  const isCreditLow = combined < state.limits.lowCreditThresholdMillipence;
  if (isCreditLow === offered.isCreditLow) return offered;
  if (isCreditLow) events.push({ name: 'lowCredit' });
  return { ...offered, isCreditLow };
}

function assessEmergency(state: MeterState, events: MeterEvent[]): Prepayment {
  const { prepayment, limits } = state;
  const isOnOffer =
    limits.emergencyCreditLimitMillipence > 0 &&
    prepayment.balanceMillipence < limits.emergencyCreditThresholdMillipence;
  switch (prepayment.emergency) {
    case 'none':
      if (!isOnOffer) return prepayment;
      events.push({ name: 'emergencyCreditAvailable' });
      return { ...prepayment, emergency: 'offered' };
    case 'offered':
      return isOnOffer ? prepayment : { ...prepayment, emergency: 'none' };
    case 'active':
      if (emergencyLeft(prepayment, limits) > 0) return prepayment;
      events.push({ name: 'emergencyCreditExhausted' });
      return { ...prepayment, emergency: 'exhausted' };
    case 'exhausted':
      return prepayment;
  }
}

/** What the emergency credit button does: nothing unless it is on offer. */
export function activateEmergencyCredit(state: MeterState): Step {
  const { prepayment } = state;
  if (prepayment.mode === 'credit' || prepayment.emergency !== 'offered') return unchanged(state);
  const active: Prepayment = { ...prepayment, emergency: 'active', emergencyUsedMillipence: 0 };
  const step = assess({ ...state, prepayment: active }, 'armedForEmergencyCredit');
  return { ...step, events: [{ name: 'emergencyCreditActivated' }, ...step.events] };
}
