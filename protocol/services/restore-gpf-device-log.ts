/** SRV 8.12.2. A hub is exchanged, and its gas proxy takes over the devices of the old. */
import { eui64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, list, optional, required, struct } from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { DEVICE_LOG_MAX, deviceLogEntry } from './join-shapes.ts';
import { outcome } from './shared.ts';

const restored = struct({
  deviceLogEntry: optional(1, deviceLogEntry, 'Which device.'),
  joinResponseCode: optional(2, asn1Status, 'How it went.', { element: 'joinResponseCode' }),
});

export const restoreGpfDeviceLog = service({
  reference: '8.12.2',
  name: 'RestoreGPFDeviceLog',
  summary: 'Has a new gas proxy function take over the device log of an old one.',
  roles: ['IS', 'GS'],
  deviceTypes: ['GPF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    oldGasProxyId: required(1, eui64, 'The gas proxy that was taken away.', {
      element: 'OldGPFID',
    }),
  }),
  response: struct({
    ...outcome,
    outcomes: inline(
      2,
      list('RestoreDeviceLogOutcome', restored, 0, DEVICE_LOG_MAX),
      'For each device.',
    ),
  }),
});
