/** SRV 8.9. Whom a device knows on its home network. */
import { eui64, integer, text, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  choice,
  empty,
  inline,
  list,
  optional,
  optionalInline,
  required,
  struct,
} from '../definition/words.ts';
import { DEVICE_LOG_MAX, deviceLogEntry } from './join-shapes.ts';
import { futureDated, outcome } from './shared.ts';

const hubEntry = struct({
  deviceId: optional(1, eui64, 'Which device.', { element: 'DeviceID' }),
  lastCommunicationsDateTime: optional(2, utcDateTime, 'When it was heard last.'),
  subGhzLinkQuality: optional(3, integer(-128, 127), 'How well, in dBm; absent on 2.4 GHz.', {
    element: 'SubGHzLinkQuality',
  }),
});
const connectedEntry = struct({
  deviceId: optional(1, eui64, 'Which device.', { element: 'DeviceID' }),
  deviceSecurityDetails: optional(2, text(0, 32), 'How it authenticates.'),
});
/** A hub knows 16 devices, and the last 16 before them. */
const HUB_DEVICES_MAX = 16;
const deviceLog = struct({
  entries: inline(1, list('LogEntry', deviceLogEntry, 0, DEVICE_LOG_MAX), 'Those it may talk to.'),
});
const hubLog = struct({
  entries: inline(
    1,
    list('CHFDeviceLogEntry', hubEntry, 0, HUB_DEVICES_MAX),
    'Those it may talk to.',
  ),
});
const connectedLog = struct({
  current: inline(
    1,
    list('CHFCurrentConnectedDeviceLogEntry', connectedEntry, 0, HUB_DEVICES_MAX),
    'Those connected.',
  ),
  historic: inline(
    2,
    list('CHFHistoricConnectedDeviceLogEntry', connectedEntry, 0, HUB_DEVICES_MAX),
    'Those that were.',
  ),
});

export const readDeviceLog = service({
  reference: '8.9',
  name: 'ReadDeviceLog',
  summary: 'Reads the device log of a device or a communications hub.',
  roles: ['IS', 'GS', 'OU'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    ...futureDated,
    readSecurityDetails: optional(2, empty, 'Of a hub: how its devices authenticate.'),
  }),
  response: struct({
    ...outcome,
    read: optionalInline(
      2,
      choice({
        device: required(1, deviceLog, 'Of a meter or a display.', { element: 'DeviceLogEntries' }),
        hub: required(2, hubLog, 'Of a communications hub.', { element: 'CHFDeviceLog' }),
        connected: required(3, connectedLog, 'Of a hub, with its security details.', {
          element: 'CHFConnectedDeviceLog',
        }),
      }),
      'The log.',
    ),
  }),
});
