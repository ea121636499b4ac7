/** From one payment mode to the other. What was due stays due: nothing is forgiven and nothing taken twice. */

import { isGasMeter } from '../metrology/registers.ts';
import type { MeterState } from '../state.ts';

type Terms = Pick<
  MeterState['paymentTerms'],
  'disablementThresholdMillipence' | 'suspendDebtDisabled' | 'suspendDebtEmergency'
>;

/** In prepayment mode already, only the terms change. */
export function toPrepayment(state: MeterState, terms: Terms): MeterState {
  const paymentTerms = { ...state.paymentTerms, ...terms };
  const next = { ...state, paymentTerms };
  return state.prepayment.mode === 'prepayment' ? next : withOtherMode(next, 'prepayment');
}

/**
 * Emergency credit used and accumulated debt are taken from the balance; the debts wait in their registers,
 * and are collected again when prepayment comes back.
 */
export function toCredit(state: MeterState): MeterState {
  if (state.prepayment.mode === 'credit') return state;
  const { prepayment, debts } = state;
  const owedMillipence = prepayment.emergencyUsedMillipence + debts.accumulatedDebtMillipence;
  const settled: MeterState = {
    ...state,
    prepayment: {
      ...prepayment,
      balanceMillipence: prepayment.balanceMillipence - owedMillipence,
      emergency: 'none',
      emergencyUsedMillipence: 0,
      isCreditLow: false,
      isDisablementSuspended: false,
    },
    debts: { ...debts, accumulatedDebtMillipence: 0 },
  };
  return withOtherMode(settled, 'credit');
}

/** A gas meter has a balance for each mode (GBCS: separate clusters), an electricity meter has one. */
function withOtherMode(state: MeterState, mode: MeterState['prepayment']['mode']): MeterState {
  const { prepayment, paymentTerms } = state;
  if (!isGasMeter(state)) return { ...state, prepayment: { ...prepayment, mode } };
  return {
    ...state,
    prepayment: { ...prepayment, mode, balanceMillipence: paymentTerms.otherBalanceMillipence },
    paymentTerms: { ...paymentTerms, otherBalanceMillipence: prepayment.balanceMillipence },
  };
}

/** As the services that read it name it. */
export const paymentModeName = { credit: 'Credit', prepayment: 'Prepayment' } as const;
