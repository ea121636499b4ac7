/**
 * Money: what consumption costs, what is left, and when that passes a threshold. Everything is whole
 * millipence (10^-5 GBP); what a watt-second costs below that is carried along, so nothing is lost.
 */
import type { Measured } from '../board.ts';
import { UNITS_PER_WATT_SECOND, unitsPerLitreSecond } from '../metrology/gas.ts';
import type { Limits, MeterState, Prepayment } from '../state.ts';
import { MICROPENCE_PER_MILLIPENCE } from '../tariff/prices.ts';
import { ratesNow } from '../tariff/rates.ts';

const WATT_SECONDS_PER_KWH = 3_600_000;
/** Micropence per kWh times watt-seconds is in units of 1/3,600,000,000 millipence. */
const UNITS_PER_MILLIPENCE = WATT_SECONDS_PER_KWH * MICROPENCE_PER_MILLIPENCE;

export function emergencyLeft(prepayment: Prepayment, limits: Limits): number {
  if (prepayment.emergency !== 'active') return 0;
  const { emergencyCreditLimitMillipence } = limits;
  return Math.max(0, emergencyCreditLimitMillipence - prepayment.emergencyUsedMillipence);
}

/** Meter balance and what is left of emergency credit. */
export function combinedCredit({
  prepayment,
  limits,
}: Pick<MeterState, 'prepayment' | 'limits'>): number {
  return prepayment.balanceMillipence + emergencyLeft(prepayment, limits);
}

/** Has the customer credit enough to be supplied? In credit mode always. */
export function hasCredit(state: MeterState): boolean {
  const { disablementThresholdMillipence } = state.paymentTerms;
  return (
    state.prepayment.mode === 'credit' || combinedCredit(state) >= disablementThresholdMillipence
  );
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
  return takeMicropence({ ...prepayment, costRemainder: restUnits }, limits, micropence);
}

/** A cost finer than millipence, by the same remainder. */
export function takeMicropence(
  prepayment: Prepayment,
  limits: Limits,
  micropence: number,
): Prepayment {
  const rest = micropence % MICROPENCE_PER_MILLIPENCE;
  const whole = (micropence - rest) / MICROPENCE_PER_MILLIPENCE;
  const units = prepayment.costRemainder + rest * WATT_SECONDS_PER_KWH;
  const costRemainder = units % UNITS_PER_MILLIPENCE;
  const carried = (units - costRemainder) / UNITS_PER_MILLIPENCE;
  return { ...takeCost(prepayment, limits, whole + carried), costRemainder };
}

/** In units of 1/3,600,000,000 millipence; of gas up to the fraction of a watt-second. */
function costPerSecond(state: MeterState, measured: Measured): number {
  const { activeWatts, secondaryWatts = 0, litresPerHour = 0 } = measured;
  const { unitMicropencePerKwh, secondaryMicropencePerKwh } = ratesNow(state);
  const gasWatts =
    (litresPerHour * unitsPerLitreSecond(state.gasConversion)) / UNITS_PER_WATT_SECOND;
  const watts = litresPerHour > 0 ? gasWatts : Math.max(0, activeWatts);
  return watts * unitMicropencePerKwh + secondaryWatts * secondaryMicropencePerKwh;
}

/**
 * Seconds until consumption as it is now takes credit past the next threshold, at least 1; undefined when
 * that is further than `withinSeconds`, or never. Never late; for gas it may be a second early.
 */
export function secondsToThreshold(
  state: MeterState,
  measured: Measured,
  withinSeconds: number,
): number | undefined {
  if (state.prepayment.mode === 'credit') return undefined;
  const unitsPerSecond = costPerSecond(state, measured);
  if (unitsPerSecond === 0) return undefined;
  const nearest = Math.min(...costsToThresholds(state).filter((cost) => cost > 0));
  if (nearest > (unitsPerSecond * withinSeconds) / UNITS_PER_MILLIPENCE + 1) return undefined;
  const units = nearest * UNITS_PER_MILLIPENCE - state.prepayment.costRemainder;
  // What gas has carried below a watt-second may be worth one more than its flow says.
  const carried = measured.litresPerHour ? ratesNow(state).unitMicropencePerKwh : 0;
  const seconds = Math.ceil((units - carried) / unitsPerSecond);
  return Math.max(1, Number.isSafeInteger(units) ? seconds : seconds - 1);
}

/** The cost that takes credit just past each threshold that still matters. */
function costsToThresholds({ prepayment, limits, paymentTerms }: MeterState): readonly number[] {
  const { balanceMillipence, emergency, isCreditLow } = prepayment;
  const left = emergencyLeft(prepayment, limits);
  const combined = balanceMillipence + left;
  const costs = [combined - paymentTerms.disablementThresholdMillipence + 1];
  if (!isCreditLow) costs.push(combined - limits.lowCreditThresholdMillipence + 1);
  if (emergency === 'none' && limits.emergencyCreditLimitMillipence > 0)
    costs.push(balanceMillipence - limits.emergencyCreditThresholdMillipence + 1);
  if (emergency === 'active') costs.push(Math.max(0, balanceMillipence) + left);
  return costs;
}
