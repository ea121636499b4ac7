/** Shapes of what the DCC knows of devices and of the properties they stand in: groups 8 and 12. */
import { enumeration, integer, text } from '../definition/scalars.ts';
import type { DeviceType } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { mpan, mpxn } from './shared.ts';

/** sr:UPRN. */
export const uprn = integer(1, 999_999_999_999);
/** sr:PropertyFilter and sr:PartialAddress. */
export const propertyFilter = struct(
  {
    postCode: required(1, text(6, 8), 'With its blank: "SW1A 1AA".'),
    addressIdentifier: required(2, text(0, 30), 'House name or number.'),
  },
  'PropertyFilter',
);

const deviceTypes = {
  ESME: 1,
  GSME: 2,
  GPF: 3,
  CHF: 4,
  HCALCS: 5,
  PPMID: 6,
  IHD: 7,
  CAD: 8,
} as const satisfies Record<DeviceType, number>;
export const deviceType = enumeration(deviceTypes);
const statuses = {
  Pending: 1,
  Whitelisted: 2,
  InstalledNotCommissioned: 3,
  Commissioned: 4,
  Decommissioned: 5,
  Withdrawn: 6,
  Suspended: 7,
  Recovery: 8,
  Recovered: 9,
} as const;
/** sr:DeviceStatus, where a device is in its life (the SMI status). */
export const deviceStatus = enumeration(statuses);
const { Pending, InstalledNotCommissioned, Commissioned, Withdrawn } = statuses;
/** sr:UpdateDeviceStatusExceptCH: what a user may say of a device that is no hub. */
export const statusOfDevice = enumeration({ Pending, InstalledNotCommissioned });
/** sr:UpdateDeviceStatusCH: what a user may say of a communications hub. */
export const statusOfHub = enumeration({ InstalledNotCommissioned, Commissioned, Withdrawn });

/** sr:DeviceManufacturer. */
export const deviceManufacturer = text(0, 30);
/** sr:DeviceModel. */
export const deviceModel = text(0, 30);
/** sr:SMETSCHTSVersion. */
export const smetsVersion = text(1, 20);
/** sr:FirmwareVersion. */
export const firmwareVersion = text(1, 8);
/** sr:ESMEVariant. A single phase, B twin element, C polyphase; the letters after it are fitted switches and outputs. */
export const esmeVariant = enumeration({
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
/** sr:CSPRegion: whose network reaches a property. */
export const cspRegion = enumeration(
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

/** sr:MeterMPxNs: the metering points of one meter. */
export const meterMpxns = struct(
  {
    importMpxn: required(1, mpxn, 'Import MPAN, or MPRN.', { element: 'ImportMPxN' }),
    secondaryImportMpan: optional(2, mpan, 'Of the second element.', {
      element: 'SecondaryImportMPAN',
    }),
    exportMpan: optional(3, mpan, 'Of export.', { element: 'ExportMPAN' }),
  },
  'MeterMpxns',
);
