/**
 * SRV 1.5 at the meter. An electricity meter has one balance and refuses what is meant for the other mode; a gas
 * meter has one for each. A reset forgets nothing of emergency credit or debts.
 */
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { unchanged } from '../events/event.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { int32 } from '../prepayment/account.ts';
import type { MeterState } from '../state.ts';
import { change } from './executor.ts';

export const executeUpdateMeterBalance = change(updateMeterBalance, ({ state }, request) => {
  const wanted = request.prepaymentMode ?? request.creditMode;
  const isOther = state.prepayment.mode !== (request.prepaymentMode ? 'prepayment' : 'credit');
  if (isOther && !isGasMeter(state))
    return { kind: 'refused', why: 'notInThisMode', step: unchanged(state) };
  const before = isOther
    ? state.paymentTerms.otherBalanceMillipence
    : state.prepayment.balanceMillipence;
  const after = wanted.reset ? 0 : before + wanted.adjustMillipence;
  if (after !== int32(after))
    return { kind: 'refused', why: 'balanceOutOfRange', step: unchanged(state) };
  const step = unchanged(withBalance(state, isOther, after));
  return { kind: 'done', step, response: { messageSuccess: true } };
});

function withBalance(state: MeterState, isOther: boolean, millipence: number): MeterState {
  const { prepayment, paymentTerms } = state;
  return isOther
    ? { ...state, paymentTerms: { ...paymentTerms, otherBalanceMillipence: millipence } }
    : { ...state, prepayment: { ...prepayment, balanceMillipence: millipence } };
}
