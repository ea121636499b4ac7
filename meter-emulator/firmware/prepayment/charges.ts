/**
 * What comes due with time: the standing charge with every UTC day, time-based debts with every hour or day
 * that begins, the ones missed while the meter was off included. Exact: remainders are carried.
 */
import type { MeterEvent, Step } from '../events/event.ts';
import { unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { isMeter } from '../metrology/registers.ts';
import type { Debts, MeterState } from '../state.ts';
import { MICROPENCE_PER_MILLIPENCE } from '../tariff/prices.ts';
import { ratesNow } from '../tariff/rates.ts';
import { takeCost, takeMicropence } from './credit.ts';
import { collected } from './debts.ts';
import type { Recovery } from './stored.ts';

export const HOUR_SECONDS = 3600;
const HOURS_PER_DAY = 24;

/** All that came due since it was last taken; nothing while there is no time to go by. */
export function takeMissedCharges(state: MeterState): Step {
  if (state.clock.status === 'invalid' || !isMeter(state)) return unchanged(state);
  const before = state.prepayment.chargedHour;
  const hour = Math.floor(utcSecondsOf(state) / HOUR_SECONDS);
  if (hour <= before) return unchanged(state);
  const days = Math.floor(hour / HOURS_PER_DAY) - Math.floor(before / HOURS_PER_DAY);
  const until = { ...state, prepayment: { ...state.prepayment, chargedHour: hour } };
  const charged = days > 0 ? takeStandingCharge(until, days) : until;
  return collectTimeDebts(charged, { HOURLY: hour - before, DAILY: days });
}

/** Board seconds of the hour that begins next; undefined while there is no time to go by. */
export function nextHour(state: MeterState): number | undefined {
  if (state.clock.status === 'invalid') return undefined;
  const hour = Math.floor(utcSecondsOf(state) / HOUR_SECONDS) + 1;
  return hour * HOUR_SECONDS - state.clock.offsetSeconds;
}

/**
 * After the clock was set: a jump of up to a day was a clock that went wrong, so hours skipped are charged
 * and hours that come again are not. Of a longer one nobody knows how many hours have passed.
 */
export function chargesAfterJump(
  state: MeterState,
  movedSeconds: number,
  wasInvalid: boolean,
): MeterState {
  // What a proxy has of an account is its meter's.
  if (!isMeter(state) || (!wasInvalid && Math.abs(movedSeconds) <= DAY_SECONDS)) return state;
  const chargedHour = Math.max(0, Math.floor(utcSecondsOf(state) / HOUR_SECONDS));
  return { ...state, prepayment: { ...state.prepayment, chargedHour } };
}

/** Is what is due kept aside until a top-up pays it, not taken from the account? */
function isKeptAside({ prepayment, paymentTerms, supply }: MeterState): boolean {
  if (prepayment.mode === 'credit') return false;
  const isOnEmergency = prepayment.emergency === 'active' || prepayment.emergency === 'exhausted';
  if (isOnEmergency && paymentTerms.suspendDebtEmergency) return true;
  return supply.position === 'disabled' && !paymentTerms.suspendDebtDisabled;
}

function takeStandingCharge(state: MeterState, days: number): MeterState {
  const { prepayment, limits, debts } = state;
  const micropence = days * ratesNow(state).standingMicropencePerDay;
  if (!isKeptAside(state))
    return { ...state, prepayment: takeMicropence(prepayment, limits, micropence) };
  const rest = micropence % MICROPENCE_PER_MILLIPENCE;
  const due = (micropence - rest) / MICROPENCE_PER_MILLIPENCE;
  const paid = takeMicropence(prepayment, limits, rest);
  return { ...state, prepayment: paid, debts: accumulate(debts, due) };
}

function accumulate(debts: Debts, millipence: number): Debts {
  if (millipence === 0) return debts;
  const accumulatedDebtMillipence = debts.accumulatedDebtMillipence + millipence;
  return { ...debts, accumulatedDebtMillipence };
}

const TIME_DEBTS = [
  { name: 'timeDebt1', event: 'timeDebt1Collected' },
  { name: 'timeDebt2', event: 'timeDebt2Collected' },
] as const;

/** In prepayment mode alone; while supply is off they stand still if the supplier wants so. */
function collectTimeDebts(
  state: MeterState,
  periods: Readonly<Record<Recovery['period'], number>>,
): Step {
  const isOff = state.supply.position === 'disabled';
  const isStill = isOff && state.paymentTerms.suspendDebtDisabled;
  if (state.prepayment.mode === 'credit' || isStill) return unchanged(state);
  const events: MeterEvent[] = [];
  let next = state;
  for (const { name, event } of TIME_DEBTS) {
    const before = next.debts[name];
    const recovery = next.debtRecovery[name];
    const { debt, dueMillipence } = collected(before, recovery, periods[recovery.period]);
    if (debt === before) continue;
    if (debt.leftMillipence === 0) events.push({ name: event });
    next = take({ ...next, debts: { ...next.debts, [name]: debt } }, dueMillipence);
  }
  return { state: next, events, entries: [] };
}

function take(state: MeterState, millipence: number): MeterState {
  if (millipence === 0) return state;
  if (isKeptAside(state)) return { ...state, debts: accumulate(state.debts, millipence) };
  return { ...state, prepayment: takeCost(state.prepayment, state.limits, millipence) };
}
