/** SRV 91.6. The other supplier agrees, and the supply goes back; or refuses. */
import { boolean } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { replacementCertificates, switchId, switchTimes } from './switch-shapes.ts';

const { state, supplyStart, gateClosure } = switchTimes;

export const answerErroneousTransfer = service({
  reference: '91.6',
  name: 'AnswerErroneousTransfer',
  summary: 'Agrees to a reported transfer in error, by which the supply returns, or refuses it.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    switchId: required(1, switchId, 'That was reported.', { element: 'SwitchID' }),
    isAgreed: required(2, boolean, 'The supply goes back as soon as it can.'),
    replacementCertificates: replacementCertificates(3),
  }),
  response: undefined,
  dccResponse: {
    element: 'TransferAnswered',
    type: struct({
      returnSwitchId: optional(1, switchId, 'The switch back.', { element: 'ReturnSwitchID' }),
      state: { ...state, optional: true },
      supplyStart: { ...supplyStart, optional: true },
      gateClosure: { ...gateClosure, optional: true },
    }),
  },
});
