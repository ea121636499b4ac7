/** Where a top-up goes: payment-based debt, accumulated debt, emergency credit, balance, in this order. */
import type { Step } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState, Prepayment } from '../state.ts';
import { paymentShare, withPaymentShare } from './debts.ts';
import { paymentEntry } from './payments.ts';

/** Credits a top-up and logs it. */
export function pay(state: MeterState, creditMillipence: number): Step {
  const share = paymentShare(state, creditMillipence);
  const debts = withPaymentShare(state, share);
  const paid = Math.min(debts.accumulatedDebtMillipence, creditMillipence - share);
  const accumulatedDebtMillipence = debts.accumulatedDebtMillipence - paid;
  const prepayment = credit(state.prepayment, creditMillipence - share - paid);
  const isCollected = share > 0 && debts.paymentDebtMillipence === 0;
  const next = { ...state, debts: { ...debts, accumulatedDebtMillipence }, prepayment };
  const logged = logPayment(next, creditMillipence, share);
  return { ...logged, events: isCollected ? [{ name: 'paymentDebtCollected' }] : [] };
}

/** Repays emergency credit first; the rest goes to the balance. */
export function credit(prepayment: Prepayment, creditMillipence: number): Prepayment {
  const { balanceMillipence, emergency, emergencyUsedMillipence } = prepayment;
  const isLent = emergency === 'active' || emergency === 'exhausted';
  if (!isLent || creditMillipence === 0)
    return { ...prepayment, balanceMillipence: balanceMillipence + creditMillipence };
  const repaid = Math.min(emergencyUsedMillipence, creditMillipence);
  const stillUsed = emergencyUsedMillipence - repaid;
  return {
    ...prepayment,
    balanceMillipence: balanceMillipence + creditMillipence - repaid,
    emergencyUsedMillipence: stillUsed,
    emergency: stillUsed === 0 ? 'none' : 'active',
  };
}

function logPayment(state: MeterState, creditMillipence: number, shareMillipence: number) {
  const { topUps } = state;
  const utcSeconds = utcSecondsOf(state);
  const entries = [paymentEntry('credits', topUps.credits, utcSeconds, creditMillipence)];
  if (shareMillipence > 0)
    entries.push(paymentEntry('debtPayments', topUps.debtPayments, utcSeconds, shareMillipence));
  const credits = topUps.credits + 1;
  const debtPayments = topUps.debtPayments + entries.length - 1;
  return { state: { ...state, topUps: { ...topUps, credits, debtPayments } }, entries };
}
