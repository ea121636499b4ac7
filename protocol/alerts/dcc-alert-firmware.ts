/** DCC alerts about firmware: distributed or not, activated, another than known; and messages of other versions. */
import { enumeration, eui64, hex, utcDateTime } from '../definition/scalars.ts';
import { choice, inline, joined, optional, required, struct } from '../definition/words.ts';
import { deviceType, firmwareVersion } from '../services/inventory-shapes.ts';
import { requestId } from '../services/shared.ts';
import { label } from './dcc-alert-shapes.ts';

const element = (name: string) => ({ element: name });
const deviceIds = joined(',', eui64, 1, 50_000);
const deviceId = required(1, eui64, 'The device.', element('DeviceID'));
/** xs:hexBinary has no length; codes of alerts have two bytes. */
export const alertCodeBytes = hex(0, 8);

/** sr:FirmwareDistributionFailure. */
export const firmwareDistributionFailure = struct(
  {
    requestId: required(1, requestId, 'Of the distribution.', element('UpdateFirmwareRequestID')),
    devices: required(2, deviceIds, 'That did not get it.', element('MeterIDs')),
  },
  'FirmwareDistributionFailure',
);
/** sr:FirmwareVersionMismatch. */
export const firmwareVersionMismatch = struct(
  {
    deviceId,
    deviceType: required(2, deviceType, 'What it is.'),
    inInventory: required(3, firmwareVersion, 'As known.', element('FirmwareVersionSMI')),
    onDevice: required(4, firmwareVersion, 'As the device says.', element('FirmwareVersionDevice')),
  },
  'FirmwareVersionMismatch',
);
/** sr:FirmwareUpgradeRequested. */
export const firmwareUpgradeRequested = struct(
  {
    deviceType: required(1, deviceType, 'What they are.'),
    firmwareVersion: required(2, firmwareVersion, 'That is to be.'),
    devices: required(3, deviceIds, 'Which.', element('DeviceList')),
  },
  'FirmwareUpgradeRequested',
);
/** sr:CommsHubFirmwareActivation. */
export const hubFirmwareActivation = struct(
  { deviceId, firmwareVersion: required(2, firmwareVersion, 'That runs now.') },
  'HubFirmwareActivation',
);
/** sr:CSPFirmwareDeliveryStatus. */
export const firmwareDeliveryStatus = struct(
  {
    requestId: required(1, requestId, 'Of the distribution.', element('UpdateFirmwareRequestID')),
    hub: required(2, eui64, 'The communications hub.', element('CommsHubDeviceID')),
    target: required(3, eui64, 'The device it is for.', element('TargetDeviceID')),
    firmwareVersion: required(4, firmwareVersion, 'Of the image.'),
    utcSeconds: required(5, utcDateTime, 'When.', element('TimeStamp')),
    status: required(
      6,
      enumeration({ Success: 1, Failure: 2 }),
      'Whether the hub has it.',
      element('CommsHubTransferStatus'),
    ),
  },
  'FirmwareDeliveryStatus',
);

const transfer = struct(
  {
    requestId: optional(1, requestId, 'Of the distribution.', element('UpdateFirmwareRequestID')),
    device: required(2, eui64, 'The device it is for.', element('OtherDeviceID')),
    firmwareVersion: required(3, firmwareVersion, 'Of the image.'),
    result: required(
      4,
      enumeration({
        FileTransferSuccess: 1,
        FirmwareImageDiscarded: 2,
        HardwareVersionMismatch: 3,
        FileTransferFailure: 4,
      }),
      'How it went.',
      element('TransferResponseCode'),
    ),
  },
  'FirmwareTransfer',
);
/** sr:CommsHubAlert. */
export const hubAlert = struct(
  {
    hub: required(1, eui64, 'The communications hub.', element('CommsHubDeviceID')),
    alertCode: required(2, alertCodeBytes, 'Of the hub.'),
    utcSeconds: optional(3, utcDateTime, 'When.', element('TimeStamp')),
    transfer: optional(4, transfer, 'Of an image.', element('FirmwareTransferAlert')),
  },
  'HubAlert',
);

const activation = struct(
  {
    firmwareVersion: required(1, firmwareVersion, 'Of the image.'),
    result: required(
      2,
      enumeration({ ActivationSuccess: 1, ActivationFailure: 2 }),
      'How it went.',
      element('ActivateImageResultCode'),
    ),
  },
  'PpmidActivation',
);
/** sr:PPMIDAlert. */
export const ppmidAlert = struct(
  {
    deviceId,
    alertCode: required(2, alertCodeBytes, 'Of the display.', element('DeviceAlertCode')),
    utcSeconds: optional(3, utcDateTime, 'When.', element('Timestamp')),
    activation: optional(4, activation, 'Of an image.', element('PPMIDFirmwareUpgradeAlert')),
  },
  'PpmidAlert',
);
/** sr:SMETS1CHFirmwareNotification. */
export const smets1HubFirmware = struct(
  {
    deviceId,
    firmwareVersion: required(2, firmwareVersion, 'Of the image.'),
    status: required(
      3,
      enumeration({ UpdateRequested: 1, ActivationSuccessful: 2 }),
      'How far it is.',
      element('FirmwareVersionUpdateStatus'),
    ),
  },
  'Smets1HubFirmware',
);

const alertOfOtherVersion = struct(
  {
    alertCode: required(1, label, 'Of the alert.', element('DCCAlertCode')),
    deviceId: optional(2, eui64, 'The device.', element('DeviceID')),
    requestId: optional(3, requestId, 'Of the request.', element('RequestID')),
  },
  'AlertOfOtherVersion',
);
const responseOfOtherVersion = struct(
  {
    requestId: required(1, requestId, 'Of the request.', element('RequestID')),
    serviceReference: required(2, label, 'The service, without its variant.'),
    serviceReferenceVariant: required(3, label, 'The service.'),
    version: required(4, label, 'Of the request.', element('ServiceRequestDUISVersion')),
  },
  'ResponseOfOtherVersion',
);
/** sr:DUISVersionMismatch. */
export const duisVersionMismatch = struct(
  {
    message: inline(
      1,
      choice({
        alert: required(1, alertOfOtherVersion, 'An alert.', element('DCCAlertVersionMismatch')),
        response: required(
          2,
          responseOfOtherVersion,
          'A response.',
          element('ServiceResponseVersionMismatch'),
        ),
      }),
      'What the user cannot read.',
    ),
    userVersion: required(2, label, 'That the user reads.', element('ServiceUserDUISVersion')),
  },
  'DuisVersionMismatch',
);
