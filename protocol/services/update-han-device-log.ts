/** SRV 8.11. Which devices a communications hub lets onto its home network. */
import { enumeration, eui64, hex, integer } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { done, futureDated, mpan, mpxn } from './shared.ts';

const whitelisting = struct({
  joinTimePeriod: required(1, integer(1, 3600, { unit: 's' }), 'How long it may try to join.'),
  installCode: required(2, hex(6, 16), 'Printed on the device: its first key comes of it.'),
  importMpxn: optional(3, mpxn, 'Of the supply it is for.', { element: 'ImportMPxN' }),
  secondaryImportMpan: optional(4, mpan, 'Of its secondary element.', {
    element: 'SecondaryImportMPAN',
  }),
  exportMpan: optional(5, mpan, 'Of export.', { element: 'ExportMPAN' }),
});

export const updateHanDeviceLog = service({
  reference: '8.11',
  name: 'UpdateHANDeviceLog',
  summary: 'Adds a device to the log of the communications hub, or removes it.',
  roles: ['IS', 'GS', 'OU'],
  deviceTypes: ['CHF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    ...futureDated,
    deviceId: required(2, eui64, 'The device.', { element: 'DeviceID' }),
    requestType: required(3, enumeration({ Add: 1, Remove: 2 }), 'Which of the two.'),
    whitelisting: optional(4, whitelisting, 'How it is added.', {
      element: 'AddDeviceToCHFWhitelist',
    }),
  }),
  rules: ({ requestType, whitelisting }) => {
    if (requestType === 'Add' && !whitelisting)
      return [{ path: 'whitelisting', reason: 'missing: a device is to be added' }];
    if (requestType === 'Remove' && whitelisting)
      return [{ path: 'whitelisting', reason: 'a device is to be removed' }];
    return [];
  },
  response: done,
});
