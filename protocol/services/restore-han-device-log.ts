/** SRV 8.12.1. A hub is exchanged, and the new one takes over the devices of the old. */
import { eui64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done } from './shared.ts';

export const restoreHanDeviceLog = service({
  reference: '8.12.1',
  name: 'RestoreHANDeviceLog',
  summary: 'Has a new communications hub take over the device log of an old one.',
  roles: ['IS', 'GS'],
  deviceTypes: ['CHF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    oldHubId: required(1, eui64, 'The hub that was taken away.', { element: 'OldCHFID' }),
  }),
  response: done,
});
