/** Debts: how fast those of time are collected, and what a top-up pays off the other. */
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS, DAYS_A_WEEK, EPOCH_WEEKDAY } from '../metrology/periods.ts';
import type { Debts, MeterState } from '../state.ts';
import { MICROPENCE_PER_MILLIPENCE } from '../tariff/prices.ts';
import type { Recovery, TimeDebt } from './stored.ts';

/** A rate is in pounds, times ten to the power of its scale; a micropence is 10^-8 of a pound. */
const POUND_EXPONENT = 8;
/** A thousand pounds a period: more is a slip, and products stay exact. */
const DEBT_RATE_MICROPENCE_MAX = 10 ** 11;

/** Micropence per period; undefined for a rate that is negative, too fine or too large. */
export function recoveryMicropence({ rate, scale }: Pick<Recovery, 'rate' | 'scale'>) {
  if (rate === 0) return 0;
  if (rate < 0 || scale < -POUND_EXPONENT) return undefined;
  const micropence = rate * 10 ** (scale + POUND_EXPONENT);
  return micropence <= DEBT_RATE_MICROPENCE_MAX ? micropence : undefined;
}

export type Collected = { readonly debt: TimeDebt; readonly dueMillipence: number };

/** After so many periods; the very same debt when nothing is due. */
export function collected(debt: TimeDebt, recovery: Recovery, periods: number): Collected {
  const rate = recoveryMicropence(recovery) ?? 0;
  const { leftMillipence, remainderMicropence } = debt;
  if (leftMillipence === 0 || rate === 0 || periods <= 0) return { debt, dueMillipence: 0 };
  const leftMicropence = leftMillipence * MICROPENCE_PER_MILLIPENCE - remainderMicropence;
  if (periods >= Math.ceil(leftMicropence / rate))
    return { debt: { leftMillipence: 0, remainderMicropence: 0 }, dueMillipence: leftMillipence };
  const micropence = remainderMicropence + periods * rate;
  const rest = micropence % MICROPENCE_PER_MILLIPENCE;
  const dueMillipence = (micropence - rest) / MICROPENCE_PER_MILLIPENCE;
  const after = { leftMillipence: leftMillipence - dueMillipence, remainderMicropence: rest };
  return { debt: after, dueMillipence };
}

/** Weeks begin on Monday at midnight UTC. Without a time to go by the week of the last payment goes on. */
function capWeekOf(state: MeterState): number {
  if (state.clock.status === 'invalid') return state.debts.capWeek;
  const day = Math.floor(utcSecondsOf(state) / DAY_SECONDS);
  return Math.max(0, Math.floor((day + EPOCH_WEEKDAY) / DAYS_A_WEEK));
}

/** What a top-up pays off the payment-based debt: its share, as far as the cap of the week allows. */
export function paymentShare(state: MeterState, creditMillipence: number): number {
  const { debts, debtRecovery, limits } = state;
  if (debts.paymentDebtMillipence === 0) return 0;
  const share = Math.floor((creditMillipence * debtRecovery.perPaymentBasisPoints) / 10_000);
  const before = capWeekOf(state) === debts.capWeek ? debts.recoveredInWeekMillipence : 0;
  const room = Math.max(0, limits.debtRecoveryCapMillipence - before);
  return Math.min(share, room, debts.paymentDebtMillipence);
}

export function withPaymentShare(state: MeterState, millipence: number): Debts {
  const { debts } = state;
  if (millipence === 0) return debts;
  const capWeek = capWeekOf(state);
  const before = capWeek === debts.capWeek ? debts.recoveredInWeekMillipence : 0;
  return {
    ...debts,
    paymentDebtMillipence: debts.paymentDebtMillipence - millipence,
    capWeek,
    recoveredInWeekMillipence: before + millipence,
  };
}
