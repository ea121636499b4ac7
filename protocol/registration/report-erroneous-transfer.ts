/** SRV 91.5. Either supplier says of a switch that has happened that it was made in error (D0301 before). */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { replacementCertificates, switchId, transferReason } from './switch-shapes.ts';

export const reportErroneousTransfer = service({
  reference: '91.5',
  name: 'ReportErroneousTransfer',
  summary: 'Reports an active switch as made in error, to the other supplier.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    switchId: required(1, switchId, 'By which it happened.', { element: 'SwitchID' }),
    reason: required(2, transferReason, 'Why it should not have.'),
    replacementCertificates: replacementCertificates(3),
  }),
  response: undefined,
});
