/** SRV 8.2. What the DCC knows of the devices at a property; no meter is asked. */
import { date, enumeration, eui64, integer, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, inline, list, optional, required, struct } from '../definition/words.ts';
import { mpxn } from './shared.ts';

const uprn = integer(1, 999_999_999_999);
const mpan = text(13, 13);
const propertyFilter = struct(
  {
    postCode: required(1, text(6, 8), 'With its blank: "SW1A 1AA".'),
    addressIdentifier: required(2, text(0, 30), 'House name or number.'),
  },
  'PropertyFilter',
);

export const deviceType = enumeration({
  ESME: 1,
  GSME: 2,
  GPF: 3,
  CHF: 4,
  HCALCS: 5,
  PPMID: 6,
  IHD: 7,
  CAD: 8,
});
/** sr:DeviceStatus, where a device is in its life (the SMI status). */
export const deviceStatus = enumeration({
  Pending: 1,
  Whitelisted: 2,
  InstalledNotCommissioned: 3,
  Commissioned: 4,
  Decommissioned: 5,
  Withdrawn: 6,
  Suspended: 7,
  Recovery: 8,
  Recovered: 9,
});
/** sr:CPLStatus and sr:FirmwareVersionStatus. */
const listStatus = enumeration({ Active: 1, Cancelled: 2, Expired: 3, Withdrawn: 4 });
// A single phase, B twin element, C polyphase; the letters after it are fitted switches and outputs.
const esmeVariant = enumeration({
  A: 1,
  B: 2,
  C: 3,
  AD: 4,
  BD: 5,
  CD: 6,
  ADE: 7,
  BDE: 8,
  CDE: 9,
  ADF: 10,
  BDF: 11,
  CDF: 12,
  ADEF: 13,
  BDEF: 14,
  CDEF: 15,
  ADG: 16,
  ADEG: 17,
  AF: 18,
  BF: 19,
  CF: 20,
  AEF: 21,
  BEF: 22,
  CEF: 23,
  AG: 24,
  AEG: 25,
});
const cspRegion = enumeration(
  {
    North: 1,
    Central: 2,
    South: 3,
    North4G: 4,
    Central4G: 5,
    South4G: 6,
    Unknown: 7,
    SMETS1: 8,
  },
  { texts: { North4G: '4G North', Central4G: '4G Central', South4G: '4G South' } },
);
// XSD gives these no length.
const label = text(0, 200);

/** sr:Device. */
export const inventoryDevice = struct(
  {
    deviceId: required(1, eui64, 'The device.', { element: 'DeviceID' }),
    deviceType: required(2, deviceType, 'What it is.'),
    deviceStatus: optional(3, deviceStatus, 'Where it is in its life.'),
    deviceManufacturer: required(4, text(0, 30), 'As in the central products list.'),
    deviceModel: required(5, text(0, 30), 'As in the central products list.'),
    smetsVersion: optional(6, text(1, 20), 'Of SMETS or CHTS.', { element: 'SMETSCHTSVersion' }),
    firmwareVersion: optional(7, text(1, 8), 'That it last reported.', {
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
