/** SRV 1.6. Credit or prepayment. */
import { boolean, int32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, empty, inline, required, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const updatePaymentMode = service({
  reference: '1.6',
  name: 'UpdatePaymentMode',
  summary: 'Puts the meter in credit or prepayment mode.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    ...futureDated,
    mode: inline(
      2,
      choice({
        credit: required(1, empty, 'Pay afterwards.'),
        prepayment: required(
          2,
          struct({
            suspendDebtDisabled: required(1, boolean, 'No debt is taken while supply is disabled.'),
            suspendDebtEmergency: required(2, boolean, 'No debt is taken on emergency credit.'),
            disablementThreshold: required(
              3,
              int32,
              'Balance at which supply stops, in thousandths of a penny.',
            ),
          }),
          'Pay first.',
        ),
      }),
      'The mode.',
    ),
  }),
  response: done,
  refusals: {
    disablementThresholdOutOfRange: {
      code: 152,
      doc: 'The disablement threshold is not below the most the meter may hold.',
    },
  },
});
