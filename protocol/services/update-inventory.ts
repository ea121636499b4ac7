/** SRV 8.4. What a user knows of a device and the DCC cannot: status before commissioning, details, supply point. */
import { eui64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, empty, inline, optional, required, struct } from '../definition/words.ts';
import {
  deviceManufacturer,
  deviceModel,
  esmeVariant,
  firmwareVersion,
  smetsVersion,
  statusOfDevice,
  statusOfHub,
} from './inventory-shapes.ts';
import { mpan, mpxn } from './shared.ts';

const details = struct({
  deviceManufacturer: optional(1, deviceManufacturer, 'As in the central products list.'),
  deviceModel: optional(2, deviceModel, 'As in the central products list.'),
  smetsVersion: optional(3, smetsVersion, 'Of SMETS or CHTS.', { element: 'SMETSCHTSVersion' }),
  firmwareVersion: optional(4, firmwareVersion, 'As in the central products list.'),
  esmeVariant: optional(5, esmeVariant, 'What the meter is fitted with.', {
    element: 'ESMEVariant',
  }),
});
const supplyPoint = choice({
  importMpxn: required(1, mpxn, 'Import MPAN, or MPRN.', { element: 'ImportMPxN' }),
  secondaryImportMpan: required(2, mpan, 'Of the second element.', {
    element: 'SecondaryImportMPAN',
  }),
  exportMpan: required(3, mpan, 'Of export.', { element: 'ExportMPAN' }),
});

export const updateInventory = service({
  reference: '8.4',
  name: 'UpdateInventory',
  summary: 'Changes or deletes what the DCC knows of a device.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    deviceId: required(1, eui64, 'The device.', { element: 'DeviceID' }),
    change: inline(
      2,
      choice({
        status: required(1, statusOfDevice, 'Its status, if it is no hub.', {
          element: 'UpdateDeviceStatusExceptCH',
        }),
        hubStatus: required(2, statusOfHub, 'Its status, if it is a communications hub.', {
          element: 'UpdateDeviceStatusCH',
        }),
        details: required(3, details, 'What it is.', { element: 'UpdateDeviceDetails' }),
        deleteDevice: required(4, empty, 'It is no more.'),
        supplyPoint: required(5, supplyPoint, 'Where it is.', { element: 'UpdateMPxN' }),
      }),
      'What changes.',
    ),
  }),
  rules: ({ change }) =>
    change.details && Object.keys(change.details).length === 0
      ? [{ path: 'change.details', reason: 'changes nothing' }]
      : [],
  response: undefined,
});
