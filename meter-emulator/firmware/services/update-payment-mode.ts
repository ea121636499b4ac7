/** SRV 1.6 at the meter. The balance stays what it is; the supplier sets it by another service. */
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import type { Prepayment } from '../state.ts';
import { change } from './executor.ts';

/** Emergency credit ends with prepayment; what was used of it is owed like anything else. */
function toCredit(prepayment: Prepayment): Prepayment {
  return {
    ...prepayment,
    mode: 'credit',
    balanceMillipence: prepayment.balanceMillipence - prepayment.emergencyUsedMillipence,
    emergency: 'none',
    emergencyUsedMillipence: 0,
    isCreditLow: false,
  };
}

export const executeUpdatePaymentMode = change(updatePaymentMode, ({ state }, { mode }) => {
  const prepayment: Prepayment = mode.prepayment
    ? {
        ...state.prepayment,
        mode: 'prepayment',
        suspendDebtDisabled: mode.prepayment.suspendDebtDisabled,
        suspendDebtEmergency: mode.prepayment.suspendDebtEmergency,
        disablementThresholdMillipence: mode.prepayment.disablementThreshold,
      }
    : toCredit(state.prepayment);
  const step = { state: { ...state, prepayment }, events: [], entries: [] };
  return { kind: 'done', step, response: { messageSuccess: true } };
});
