/** SRV 2.2. The UTRN carries its own proof; the meter, not the head-end, refuses one it has seen. */
import { text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done } from './shared.ts';

export const topUpDevice = service({
  reference: '2.2',
  name: 'TopUpDevice',
  summary: 'Adds the credit carried by a UTRN to a meter in prepayment mode.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    utrn: required(
      1,
      text(20, 20, { pattern: /[0-9]{20}/ }),
      'The 20 digits sold to the customer.',
      { element: 'UTRN' },
    ),
  }),
  response: done,
  refusals: {
    alreadyUsed: { code: 32, doc: 'The meter has accepted this UTRN before.' },
    notAuthentic: { code: 33, doc: 'The MAC or check digit of the UTRN does not verify.' },
    notForThisMeter: { code: 34, doc: 'The UTRN is of another meter or supplier.' },
    aboveMaximumCredit: { code: 35, doc: 'More than one top-up may add.' },
    aboveMaximumBalance: { code: 36, doc: 'The balance would pass the most the meter may hold.' },
    notInPrepaymentMode: { code: 37, doc: 'The meter is in credit mode.' },
  },
});
