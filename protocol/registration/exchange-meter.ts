/** Service 96.1. A meter is taken down and another takes over its metering point, with its readings. */
import { enumeration, eui64, integer, text, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { meterDetails } from './meter-details.ts';

/** A register of a meter as it stood when it was taken down or fitted. */
export const registerReading = struct(
  {
    registerId: required(1, text(1, 2), 'As on the meter.'),
    valueThousandths: required(
      2,
      integer(0, 999_999_999_999),
      'Thousandths of a kWh or of a cubic metre.',
    ),
  },
  'RegisterReading',
);
export const registerReadings = list('Register', registerReading, 1, 48);
export const exchangeReason = enumeration({
  fault: 1,
  endOfLife: 2,
  upgrade: 3,
  customerRequest: 4,
  firstFitting: 5,
  removal: 6,
});

export const exchangeMeter = service({
  reference: '96.1',
  name: 'ExchangeMeter',
  summary: 'Puts one meter in the place of another at a metering point.',
  roles: ['IS', 'GS', 'RSA'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    mpxn: required(1, mpxn, 'The metering point.'),
    oldDevice: optional(2, eui64, 'Taken down; absent: a traditional meter, or none.'),
    newDevice: optional(3, eui64, 'Fitted; absent: a traditional meter, or none.'),
    reason: required(4, exchangeReason, 'Why.'),
    exchangedAt: optional(5, utcDateTime, 'When it was done; absent: now.'),
    closing: optional(6, registerReadings, 'The last readings of the old meter.'),
    opening: optional(7, registerReadings, 'The first readings of the new meter.'),
    meter: optional(8, meterDetails, 'The technical details of the new meter.'),
  }),
  rules: ({ oldDevice, newDevice }) => [
    ...(oldDevice === undefined && newDevice === undefined
      ? [{ path: 'newDevice', reason: 'no smart meter is named' }]
      : []),
    ...(oldDevice !== undefined && oldDevice === newDevice
      ? [{ path: 'newDevice', reason: 'the old one' }]
      : []),
  ],
  response: undefined,
});
