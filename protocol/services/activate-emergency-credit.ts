/** SRV 2.5. Done if emergency credit is active afterwards, even if it was before. */
import { service } from '../definition/service.ts';
import { empty } from '../definition/words.ts';
import { done } from './shared.ts';

export const activateEmergencyCredit = service({
  reference: '2.5',
  name: 'ActivateEmergencyCredit',
  summary: 'Lends the customer the emergency credit.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: empty,
  response: done,
  refusals: {
    emergencyCreditNotOnOffer: {
      code: 42,
      doc: 'The balance is not yet below its threshold, or the credit is used up.',
    },
  },
});
