/** SRV 91.3. The losing supplier objects, for a reason that is open to it, while the window is open. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { objectionReason, switchId } from './switch-shapes.ts';

export const objectToSwitch = service({
  reference: '91.3',
  name: 'ObjectToSwitch',
  summary: 'Objects to a switch within the objection window; all its metering points stay.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    switchId: required(1, switchId, 'By which this supplier would lose.', { element: 'SwitchID' }),
    reason: required(2, objectionReason, 'Why.'),
  }),
  response: undefined,
});
