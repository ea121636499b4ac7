/** 94.2. The customer agrees no more: said to the other user itself, or to the supplier. */
import { service } from '../definition/service.ts';
import { grantAtPoint } from './grant-shapes.ts';

export const withdrawAuthorisation = service({
  reference: '94.2',
  name: 'WithdrawAuthorisation',
  summary: 'Ends the consent of a customer at once, on its word.',
  roles: ['OU', 'IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: grantAtPoint,
  response: undefined,
});
