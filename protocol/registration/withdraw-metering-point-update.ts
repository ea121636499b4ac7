/** Service 90.3. What was given for a later date is not to be. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { detailsId } from './point-shapes.ts';

export const withdrawMeteringPointUpdate = service({
  reference: '90.3',
  name: 'WithdrawMeteringPointUpdate',
  summary: 'Withdraws a change of the master data before its date has come.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    mpxn: required(1, mpxn, 'The metering point.'),
    detailsId: required(2, detailsId, 'As 90.2 answered.'),
  }),
  response: undefined,
});
