/** SRV 1.5. The request says the mode it is meant for, so that it cannot hit a meter just switched over. */
import { int32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, empty, required } from '../definition/words.ts';
import { done } from './shared.ts';

/** sr:AdjustOrReset. */
const change = choice({
  adjustMillipence: required(1, int32, 'To add; negative takes away.', {
    element: 'AdjustMeterBalance',
  }),
  reset: required(2, empty, 'Back to zero.', { element: 'ResetMeterBalance' }),
});

export const updateMeterBalance = service({
  reference: '1.5',
  name: 'UpdateMeterBalance',
  summary: 'Adds to the meter balance, or sets it to zero.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: choice({
    prepaymentMode: required(1, change, 'For a meter in prepayment mode.'),
    creditMode: required(2, change, 'For a meter in credit mode.'),
  }),
  response: done,
  refusals: {
    balanceOutOfRange: { code: 41, doc: 'The balance would pass what its register holds.' },
  },
});
