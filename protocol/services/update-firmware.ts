/** SRV 11.1. The image goes to the DCC, which hands it to the devices. */
import { bytes, eui64, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { joined, optional, required, struct } from '../definition/words.ts';

const deviceIdList = joined(',', eui64, 1, 50_000);
const warning = struct({
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

export const updateFirmware = service({
  reference: '11.1',
  name: 'UpdateFirmware',
  summary: 'Distributes a firmware image to devices.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '5 d',
  personal: false,
  request: struct({
    firmwareImage: required(1, bytes(0, 10_240_000), 'The signed image.'),
    firmwareVersion: required(2, text(1, 8), 'As in the central products list.'),
    deviceIdList: required(3, deviceIdList, 'The devices.', {
      element: 'DeviceIDList',
    }),
  }),
  response: undefined,
  dccResponse: { element: 'DSPUpdateFirmwareWarning', type: warning },
});
