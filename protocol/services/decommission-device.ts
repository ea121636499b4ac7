/** SRV 8.3. The device is out of use: the DCC talks to it no more, unless it is told of anew (8.4). */
import { eui64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';

export const decommissionDevice = service({
  reference: '8.3',
  name: 'DecommissionDevice',
  summary: 'Takes a device out of use, and ends its schedules.',
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
