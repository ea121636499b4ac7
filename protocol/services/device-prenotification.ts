/** SRV 12.2. A device is announced before it is installed, so that the DCC knows it when it appears. */
import { eui64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import {
  deviceManufacturer,
  deviceModel,
  deviceType,
  esmeVariant,
  firmwareVersion,
  smetsVersion,
} from './inventory-shapes.ts';

export const devicePrenotification = service({
  reference: '12.2',
  name: 'DevicePrenotification',
  summary: 'Announces a device that is to be installed.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    deviceId: required(1, eui64, 'The device.', { element: 'DeviceID' }),
    deviceManufacturer: required(2, deviceManufacturer, 'As in the central products list.'),
    deviceModel: required(3, deviceModel, 'As in the central products list.'),
    deviceType: required(4, deviceType, 'What it is.'),
    smetsVersion: optional(5, smetsVersion, 'Of SMETS or CHTS.', { element: 'SMETSCHTSVersion' }),
    firmwareVersion: optional(6, firmwareVersion, 'That it comes with.'),
    esmeVariant: optional(7, esmeVariant, 'What an electricity meter is fitted with.', {
      element: 'ESMEVariant',
    }),
    associatedGpfDeviceId: optional(8, eui64, 'The gas proxy in the same box as a hub.', {
      element: 'AssociatedGPFDeviceID',
    }),
  }),
  rules: ({ deviceId, deviceType: type, esmeVariant: variant, associatedGpfDeviceId: proxy }) => [
    ...(variant !== undefined && type !== 'ESME'
      ? [{ path: 'esmeVariant', reason: `of a ${type}` }]
      : []),
    ...(proxy === deviceId ? [{ path: 'associatedGpfDeviceId', reason: 'the device itself' }] : []),
  ],
  response: undefined,
});
