/** The account as its registers show it. */
import type { MeterState } from '../state.ts';
import { INT32_MAX } from '../stored-words.ts';
import { emergencyLeft } from './credit.ts';

export type Account = {
  readonly balanceMillipence: number;
  /** What is left of emergency credit; nothing unless it is active. */
  readonly emergencyCreditMillipence: number;
  readonly accumulatedDebtMillipence: number;
  readonly paymentDebtMillipence: number;
  readonly timeDebt1Millipence: number;
  readonly timeDebt2Millipence: number;
};

/** A register of 32 bits; what is past them stands at its end. */
export function int32(millipence: number): number {
  return Math.min(INT32_MAX, Math.max(-INT32_MAX - 1, millipence));
}

export function accountNow({ prepayment, limits, debts }: MeterState): Account {
  return {
    balanceMillipence: int32(prepayment.balanceMillipence),
    emergencyCreditMillipence: int32(emergencyLeft(prepayment, limits)),
    accumulatedDebtMillipence: int32(debts.accumulatedDebtMillipence),
    paymentDebtMillipence: debts.paymentDebtMillipence,
    timeDebt1Millipence: debts.timeDebt1.leftMillipence,
    timeDebt2Millipence: debts.timeDebt2.leftMillipence,
  };
}
