/** SRV 1.6 at the meter. In prepayment mode already it changes the terms, and is no change of mode. */
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { then, unchanged } from '../events/event.ts';
import { snapshotBilling } from '../metrology/billing.ts';
import { toCredit, toPrepayment } from '../prepayment/mode.ts';
import { change } from './executor.ts';

export const executeUpdatePaymentMode = change(updatePaymentMode, ({ state }, { mode }) => {
  const terms = mode.prepayment;
  if (terms && terms.disablementThreshold >= state.limits.maximumBalanceMillipence)
    return {
      kind: 'refused',
      why: 'disablementThresholdOutOfRange',
      step: unchanged(state),
    };
  const isOther = (terms ? 'prepayment' : 'credit') !== state.prepayment.mode;
  const logged = isOther ? snapshotBilling(state, 'paymentMode') : unchanged(state);
  const step = then(logged, (before) =>
    unchanged(
      terms
        ? toPrepayment(before, {
            disablementThresholdMillipence: terms.disablementThreshold,
            suspendDebtDisabled: terms.suspendDebtDisabled,
            suspendDebtEmergency: terms.suspendDebtEmergency,
          })
        : toCredit(before),
    ),
  );
  return { kind: 'done', step, response: { messageSuccess: true } };
});
