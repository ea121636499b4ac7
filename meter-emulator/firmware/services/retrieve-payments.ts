/** SRV 4.4.4 and 4.4.5 at the meter: what top-ups paid off debt, and the top-ups themselves. */
import { retrieveBillingDataLogDebtPayments } from '../../../protocol/services/retrieve-billing-data-log-debt-payments.ts';
import { retrieveBillingDataLogPrepaymentCredits } from '../../../protocol/services/retrieve-billing-data-log-prepayment-credits.ts';
import { readPayments } from '../prepayment/payments.ts';
import { read } from './executor.ts';

export const executeRetrieveDebtPayments = read(
  retrieveBillingDataLogDebtPayments,
  ({ state, store }, { readLogPeriod }) => ({
    messageSuccess: true,
    payments: readPayments(store, 'debtPayments', state.topUps.debtPayments, readLogPeriod),
  }),
);

export const executeRetrievePrepaymentCredits = read(
  retrieveBillingDataLogPrepaymentCredits,
  ({ state, store }, { readLogPeriod }) => ({
    messageSuccess: true,
    credits: readPayments(store, 'credits', state.topUps.credits, readLogPeriod),
  }),
);
