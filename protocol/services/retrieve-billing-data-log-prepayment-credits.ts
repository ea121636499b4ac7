/** SRV 4.4.5. The last five top-ups. */
import { service } from '../definition/service.ts';
import { list, optional, struct } from '../definition/words.ts';
import { paymentEntry } from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogNowOrLater } from './shared.ts';

export const retrieveBillingDataLogPrepaymentCredits = service({
  reference: '4.4.5',
  name: 'RetrieveBillingDataLogPrepaymentCredits',
  summary: 'Reads the last top-ups.',
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
    credits: optional(2, list('LogEntry', paymentEntry, 0, 5), 'Credit added.', {
      element: 'PrepaymentCredits',
    }),
  }),
});
