/** SRV 8.2. What the DCC knows of the devices at a property; no meter is asked. */
import { date, enumeration, eui64, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, inline, list, optional, required, struct } from '../definition/words.ts';
import {
  cspRegion,
  deviceManufacturer,
  deviceModel,
  deviceStatus,
  deviceType,
  esmeVariant,
  firmwareVersion,
  propertyFilter,
  smetsVersion,
  uprn,
} from './inventory-shapes.ts';
import { mpan, mpxn } from './shared.ts';

/** sr:CPLStatus and sr:FirmwareVersionStatus. */
const listStatus = enumeration({ Active: 1, Cancelled: 2, Expired: 3, Withdrawn: 4 });
// XSD gives these no length.
const label = text(0, 200);

/** sr:Device. */
export const inventoryDevice = struct(
  {
    deviceId: required(1, eui64, 'The device.', { element: 'DeviceID' }),
    deviceType: required(2, deviceType, 'What it is.'),
    deviceStatus: optional(3, deviceStatus, 'Where it is in its life.'),
    deviceManufacturer: required(4, deviceManufacturer, 'As in the central products list.'),
    deviceModel: required(5, deviceModel, 'As in the central products list.'),
    smetsVersion: optional(6, smetsVersion, 'Of SMETS or CHTS.', { element: 'SMETSCHTSVersion' }),
    firmwareVersion: optional(7, firmwareVersion, 'That it last reported.', {
      element: 'DeviceFirmwareVersion',
    }),
    firmwareVersionStatus: optional(8, listStatus, 'Of that version.', {
      element: 'DeviceFirmwareVersionStatus',
    }),
    cplStatus: optional(9, listStatus, 'Of the model on the list.', { element: 'CPLStatus' }),
    dateCommissioned: optional(10, date(''), 'When it was.'),
    importMpxn: optional(11, mpxn, 'Import metering point.', { element: 'ImportMPxN' }),
    secondaryImportMpan: optional(12, mpan, 'Of a twin element.', {
      element: 'SecondaryImportMPAN',
    }),
    exportMpan: optional(13, mpan, 'Export metering point.', { element: 'ExportMPAN' }),
    esmeVariant: optional(14, esmeVariant, 'What the meter is fitted with.', {
      element: 'ESMEVariant',
    }),
    uprn: optional(15, uprn, 'The property.', { element: 'UPRN' }),
    propertyFilter: optional(16, propertyFilter, 'Its address.'),
    cspRegion: optional(17, cspRegion, 'Whose network reaches it.', { element: 'CSPRegion' }),
    gbcsVersion: optional(18, label, 'That it speaks.', { element: 'DeviceGBCSVersion' }),
    hanVariant: optional(19, label, 'Of its home network.', { element: 'HANVariant' }),
    s1sp: optional(20, label, 'Whose SMETS1 service it is in.', { element: 'S1SP' }),
    connectivity: optional(
      21,
      enumeration({ Cellular: 1, Virtual: 2 }),
      'Of its communications hub.',
    ),
  },
  'InventoryDevice',
);

export const readInventory = service({
  reference: '8.2',
  name: 'ReadInventory',
  summary: 'Reads what the DCC knows of the devices of a property or metering point.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: choice({
    uprn: required(1, uprn, 'By property.', { element: 'UPRN' }),
    deviceId: required(2, eui64, 'By one device; its neighbours come too.', {
      element: 'DeviceID',
    }),
    mpxn: required(3, mpxn, 'By metering point.', { element: 'MPxN' }),
    propertyFilter: required(4, propertyFilter, 'By address.'),
  }),
  response: undefined,
  dccResponse: {
    element: 'DSPInventory',
    type: struct({
      devices: inline(1, list('Device', inventoryDevice, 1, 17), 'All at that property.'),
    }),
  },
});
