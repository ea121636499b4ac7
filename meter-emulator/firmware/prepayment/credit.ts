/**
 * Money: what consumption costs, what is left, and when that passes a threshold. Everything is whole
 * millipence (10^-5 GBP); what a watt-second costs below that is carried along, so nothing is lost.
 */
import { type Step, unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import type { Configuration, MeterState, Prepayment } from '../state.ts';

/** A rate in millipence per kWh times watt-seconds is in units of 1/3,600,000 millipence. */
const UNITS_PER_MILLIPENCE = 3_600_000;

export function emergencyLeft(prepayment: Prepayment, configuration: Configuration): number {
  if (prepayment.emergency !== 'active') return 0;
  const { emergencyCreditLimitMillipence } = configuration;
  return Math.max(0, emergencyCreditLimitMillipence - prepayment.emergencyUsedMillipence);
}

/** Meter balance and what is left of emergency credit. */
export function combinedCredit({ prepayment, configuration }: MeterState): number {
  return prepayment.balanceMillipence + emergencyLeft(prepayment, configuration);
}

/** Has the customer credit enough to be supplied? In credit mode always. */
export function hasCredit(state: MeterState): boolean {
  const { mode, disablementThresholdMillipence } = state.prepayment;
  return mode === 'credit' || combinedCredit(state) >= disablementThresholdMillipence;
}

/** First the balance down to nothing, then emergency credit, then the balance below nothing. */
export function takeCost(
  prepayment: Prepayment,
  configuration: Configuration,
  costMillipence: number,
): Prepayment {
  const { balanceMillipence, emergencyUsedMillipence } = prepayment;
  const beyondBalance = Math.max(0, costMillipence - Math.max(0, balanceMillipence));
  const lent = Math.min(beyondBalance, emergencyLeft(prepayment, configuration));
  return {
    ...prepayment,
    balanceMillipence: balanceMillipence - (costMillipence - lent),
    emergencyUsedMillipence: emergencyUsedMillipence + lent,
  };
}

export function takeConsumption(
  prepayment: Prepayment,
  configuration: Configuration,
  wattSeconds: number,
): Prepayment {
  const units = prepayment.costRemainder + wattSeconds * configuration.unitRateMillipencePerKwh;
  if (units === prepayment.costRemainder) return prepayment;
  const costRemainder = units % UNITS_PER_MILLIPENCE;
  const costMillipence = (units - costRemainder) / UNITS_PER_MILLIPENCE;
  return { ...takeCost(prepayment, configuration, costMillipence), costRemainder };
}

/** The standing charge of every UTC day that began since the last one charged, missed ones included. */
export function takeMissedCharges(state: MeterState): Step {
  const { prepayment, configuration, clock } = state;
  const utcDay = Math.floor(utcSecondsOf(state) / DAY_SECONDS);
  const days = utcDay - prepayment.chargedDay;
  if (clock.status === 'invalid' || days <= 0) return unchanged(state);
  const charge = days * configuration.standingChargeMillipencePerDay;
  const charged = takeCost(prepayment, configuration, charge);
  return unchanged({ ...state, prepayment: { ...charged, chargedDay: utcDay } });
}

/**
 * Seconds until consumption at `watts` takes credit past the next threshold, at least 1; undefined when
 * that is further than `withinSeconds`, or never.
 */
export function secondsToThreshold(
  { prepayment, configuration }: MeterState,
  watts: number,
  withinSeconds: number,
): number | undefined {
  const unitsPerSecond = watts * configuration.unitRateMillipencePerKwh;
  if (prepayment.mode === 'credit' || unitsPerSecond === 0) return undefined;
  const nearest = Math.min(
    ...costsToThresholds(prepayment, configuration).filter((cost) => cost > 0),
  );
  if (nearest > (unitsPerSecond * withinSeconds) / UNITS_PER_MILLIPENCE + 1) return undefined;
  const units = nearest * UNITS_PER_MILLIPENCE - prepayment.costRemainder;
  return Math.ceil(units / unitsPerSecond);
}

/** The cost that takes credit just past each threshold that still matters. */
function costsToThresholds(
  prepayment: Prepayment,
  configuration: Configuration,
): readonly number[] {
  const { balanceMillipence, emergency, isCreditLow } = prepayment;
  const left = emergencyLeft(prepayment, configuration);
  const combined = balanceMillipence + left;
  const costs = [combined - prepayment.disablementThresholdMillipence + 1];
  if (!isCreditLow) costs.push(combined - configuration.lowCreditThresholdMillipence + 1);
  if (emergency === 'none')
    costs.push(balanceMillipence - configuration.emergencyCreditThresholdMillipence + 1);
  if (emergency === 'active') costs.push(Math.max(0, balanceMillipence) + left);
  return costs;
}
