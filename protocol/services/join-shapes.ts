/** Shapes of a home network: which devices know which (8.7 to 8.12). */
import { enumeration, eui64 } from '../definition/scalars.ts';
import { required, struct } from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { outcome } from './shared.ts';

/** The schema has no limit for a device's log; no home has as many. */
export const DEVICE_LOG_MAX = 100;

/** sr:JoinOrUnjoinDevice. */
export const otherDevice = struct(
  {
    otherDeviceId: required(1, eui64, 'The device it is to know, or no longer.', {
      element: 'OtherDeviceID',
    }),
  },
  'OtherDevice',
);
// These two elements begin with a small letter in MMC.
export const joinAnswer = struct(
  {
    ...outcome,
    joinResponseCode: required(2, asn1Status, 'How it went.', { element: 'joinResponseCode' }),
  },
  'JoinAnswer',
);
export const unjoinAnswer = struct(
  {
    ...outcome,
    unjoinResponseCode: required(2, asn1Status, 'How it went.', { element: 'unjoinResponseCode' }),
  },
  'UnjoinAnswer',
);
/** ra:DeviceLogEntry. */
export const deviceLogEntry = struct(
  {
    deviceId: required(1, eui64, 'Which device.', { element: 'DeviceID' }),
    deviceType: required(
      2,
      enumeration({ ESME: 1, GSME: 2, GPF: 3, CHF: 4, HCALCS: 5, PPMID: 6, Type2: 7 }),
      'What it is.',
    ),
  },
  'DeviceLogEntry',
);
