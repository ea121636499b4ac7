/** Shapes of the distribution of firmware: 11.1 for meters, 11.4 for displays. */
import { bytes, eui64 } from '../definition/scalars.ts';
import { joined, optional, required, struct } from '../definition/words.ts';
import { firmwareVersion } from './inventory-shapes.ts';

const deviceIdList = joined(',', eui64, 1, 50_000);

/** sr:UpdateFirmware and sr:UpdatePPMIDFirmware. */
export const firmwareDistribution = struct({
  firmwareImage: required(1, bytes(0, 10_240_000), 'The signed image.'),
  firmwareVersion: required(2, firmwareVersion, 'As in the central products list.'),
  deviceIdList: required(3, deviceIdList, 'The devices.', { element: 'DeviceIDList' }),
});
/** sr:DSPUpdateFirmwareWarning and sr:DSPUpdatePPMIDFirmwareWarning: the devices that will not get it. */
export const firmwareWarning = struct({
  invalidDevices: optional(1, deviceIdList, 'Not known, or not of this user.', {
    element: 'InvalidDeviceIDList',
  }),
  notCommissioned: optional(2, deviceIdList, 'Not commissioned yet.', {
    element: 'NotCommissionedDeviceIDList',
  }),
  notApplicable: optional(3, deviceIdList, 'Of another model than the image.', {
    element: 'NotApplicableFirmwareDeviceIDList',
  }),
  otherRequestInProgress: optional(4, deviceIdList, 'Being updated already.', {
    element: 'OtherRequestInProgressList',
  }),
  invalidGbcsVersion: optional(5, deviceIdList, 'Cannot take the image yet.', {
    element: 'InvalidGBCSVersionList',
  }),
});
