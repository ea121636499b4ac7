/** SRV 91.4. The losing supplier prevents a transfer that its customer never asked for, until it begins. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { switchId } from './switch-shapes.ts';

export const annulSwitch = service({
  reference: '91.4',
  name: 'AnnulSwitch',
  summary: 'Annuls a switch made in error, before its supply begins; what was secured is undone.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    switchId: required(1, switchId, 'By which this supplier would lose.', { element: 'SwitchID' }),
  }),
  response: undefined,
});
