/** SRV 8.3. The device is out of use; the DCC will not talk to it again. */
import { eui64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';

export const decommissionDevice = service({
  reference: '8.3',
  name: 'DecommissionDevice',
  summary: 'Takes a device out of use for good.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    deviceId: required(1, eui64, 'The device.', { element: 'DeviceID' }),
  }),
  response: undefined,
});
