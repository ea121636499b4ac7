/** SRV 91.7. What has become of switches, for those whom they concern. */
import { service } from '../definition/service.ts';
import { choice, list, required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { switchId, switchView } from './switch-shapes.ts';

/** The newest; more are not told of. */
export const SWITCHES_READ_MAX = 20;

export const readSwitch = service({
  reference: '91.7',
  name: 'ReadSwitch',
  summary: 'Reads a switch, or those of a metering point, the newest first.',
  roles: ['IS', 'ES', 'GS', 'ED', 'GT'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: choice({
    switchId: required(1, switchId, 'By its number.', { element: 'SwitchID' }),
    mpxn: required(2, mpxn, 'By metering point.', { element: 'MPxN' }),
  }),
  response: undefined,
  dccResponse: {
    element: 'Switches',
    type: struct({
      switches: required(1, list('Switch', switchView, 1, SWITCHES_READ_MAX), 'The newest first.'),
    }),
  },
});
