/** SRV 4.4.4. What each of the last ten top-ups paid off debt. */
import { service } from '../definition/service.ts';
import { list, optional, struct } from '../definition/words.ts';
import { paymentEntry } from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogNowOrLater } from './shared.ts';

export const retrieveBillingDataLogDebtPayments = service({
  reference: '4.4.4',
  name: 'RetrieveBillingDataLogDebtPayments',
  summary: 'Reads what top-ups paid off debt.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: true,
  request: readLogNowOrLater,
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    payments: optional(2, list('LogEntry', paymentEntry, 0, 10), 'Paid off debt.', {
      element: 'PaymentBasedDebtRepayment',
    }),
  }),
});
