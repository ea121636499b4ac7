/** SRV 91.2. The gaining supplier does not want the switch after all; possible until gate closure. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { switchId } from './switch-shapes.ts';

export const withdrawSwitch = service({
  reference: '91.2',
  name: 'WithdrawSwitch',
  summary: 'Withdraws a switch before gate closure.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    switchId: required(1, switchId, 'Of this supplier.', { element: 'SwitchID' }),
  }),
  response: undefined,
});
