/**
 * Money: what consumption costs, what is left, and when that passes a threshold. Everything is whole
 * millipence (10^-5 GBP); what a watt-second costs below that is carried along, so nothing is lost.
 */
import { type Step, unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import type { Limits, MeterState, Prepayment } from '../state.ts';
import { ratesNow } from '../tariff/rates.ts';

const WATT_SECONDS_PER_KWH = 3_600_000;
const MICROPENCE_PER_MILLIPENCE = 1000;
/** Micropence per kWh times watt-seconds is in units of 1/3,600,000,000 millipence. */
const UNITS_PER_MILLIPENCE = WATT_SECONDS_PER_KWH * MICROPENCE_PER_MILLIPENCE;

export function emergencyLeft(prepayment: Prepayment, limits: Limits): number {
  if (prepayment.emergency !== 'active') return 0;
  const { emergencyCreditLimitMillipence } = limits;
  return Math.max(0, emergencyCreditLimitMillipence - prepayment.emergencyUsedMillipence);
}

/** Meter balance and what is left of emergency credit. */
export function combinedCredit({ prepayment, limits }: MeterState): number {
  return prepayment.balanceMillipence + emergencyLeft(prepayment, limits);
}

/** Has the customer credit enough to be supplied? In credit mode always. */
export function hasCredit(state: MeterState): boolean {
  const { mode, disablementThresholdMillipence } = state.prepayment;
  return mode === 'credit' || combinedCredit(state) >= disablementThresholdMillipence;
}

/** First the balance down to nothing, then emergency credit, then the balance below nothing. */
export function takeCost(
  prepayment: Prepayment,
  limits: Limits,
  costMillipence: number,
): Prepayment {
  const { balanceMillipence, emergencyUsedMillipence } = prepayment;
  const beyondBalance = Math.max(0, costMillipence - Math.max(0, balanceMillipence));
  const lent = Math.min(beyondBalance, emergencyLeft(prepayment, limits));
  return {
    ...prepayment,
    balanceMillipence: balanceMillipence - (costMillipence - lent),
    emergencyUsedMillipence: emergencyUsedMillipence + lent,
  };
}

/** Exact: whole kWh are taken apart from the rest, so that no product leaves the whole numbers. */
export function takeConsumption(
  prepayment: Prepayment,
  limits: Limits,
  wattSeconds: number,
  micropencePerKwh: number,
): Prepayment {
  const rest = wattSeconds % WATT_SECONDS_PER_KWH;
  const kwh = (wattSeconds - rest) / WATT_SECONDS_PER_KWH;
  const units = prepayment.costRemainder + rest * micropencePerKwh;
  if (kwh === 0 && units === prepayment.costRemainder) return prepayment;
  const restUnits = units % WATT_SECONDS_PER_KWH;
  const micropence = kwh * micropencePerKwh + (units - restUnits) / WATT_SECONDS_PER_KWH;
  const restMicropence = micropence % MICROPENCE_PER_MILLIPENCE;
  const costMillipence = (micropence - restMicropence) / MICROPENCE_PER_MILLIPENCE;
  const costRemainder = restMicropence * WATT_SECONDS_PER_KWH + restUnits;
  return { ...takeCost(prepayment, limits, costMillipence), costRemainder };
}

/** The standing charge of every UTC day that began since the last one charged, missed ones included. */
export function takeMissedCharges(state: MeterState): Step {
  const { prepayment, limits, clock } = state;
  const utcDay = Math.floor(utcSecondsOf(state) / DAY_SECONDS);
  const days = utcDay - prepayment.chargedDay;
  if (clock.status === 'invalid' || days <= 0) return unchanged(state);
  const charge = Math.round(
    (days * ratesNow(state).standingMicropencePerDay) / MICROPENCE_PER_MILLIPENCE,
  );
  const charged = takeCost(prepayment, limits, charge);
  return unchanged({ ...state, prepayment: { ...charged, chargedDay: utcDay } });
}

/**
 * Seconds until consumption at `watts` takes credit past the next threshold, at least 1; undefined when
 * that is further than `withinSeconds`, or never.
 */
export function secondsToThreshold(
  state: MeterState,
  watts: number,
  withinSeconds: number,
): number | undefined {
  const { prepayment, limits } = state;
  const unitsPerSecond = watts * ratesNow(state).unitMicropencePerKwh;
  if (prepayment.mode === 'credit' || unitsPerSecond === 0) return undefined;
  const nearest = Math.min(...costsToThresholds(prepayment, limits).filter((cost) => cost > 0));
  if (nearest > (unitsPerSecond * withinSeconds) / UNITS_PER_MILLIPENCE + 1) return undefined;
  const units = nearest * UNITS_PER_MILLIPENCE - prepayment.costRemainder;
  return Math.ceil(units / unitsPerSecond);
}

/** The cost that takes credit just past each threshold that still matters. */
function costsToThresholds(prepayment: Prepayment, limits: Limits): readonly number[] {
  const { balanceMillipence, emergency, isCreditLow } = prepayment;
  const left = emergencyLeft(prepayment, limits);
  const combined = balanceMillipence + left;
  const costs = [combined - prepayment.disablementThresholdMillipence + 1];
  if (!isCreditLow) costs.push(combined - limits.lowCreditThresholdMillipence + 1);
  if (emergency === 'none')
    costs.push(balanceMillipence - limits.emergencyCreditThresholdMillipence + 1);
  if (emergency === 'active') costs.push(Math.max(0, balanceMillipence) + left);
  return costs;
}
