/** Shapes that several services of the register use. */
import { enumeration, eui64, integer, utcDateTime } from '../definition/scalars.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { deviceType } from '../services/inventory-shapes.ts';
import { mpxn } from '../services/shared.ts';
import { pointDetails } from './details.ts';

export const fuelType = enumeration({ electricity: 1, gas: 2 });
/** Where a metering point is in its life. */
export const pointStatus = enumeration({
  created: 1,
  operational: 2,
  dormant: 3,
  terminated: 4,
});
/** The number of a row of the master data. */
export const detailsId = integer(1, 2 ** 53 - 1);

const supplyPeriod = struct(
  {
    supplier: required(1, eui64, 'Who supplies.'),
    from: required(2, utcDateTime, 'The first second of supply.'),
    to: optional(3, utcDateTime, 'The first second that is no longer supply; absent: it goes on.'),
  },
  'SupplyPeriod',
);
const fittedDevice = struct(
  {
    device: required(1, eui64, 'The device.'),
    deviceType: required(2, deviceType, 'What it is.'),
  },
  'FittedDevice',
);

/** A metering point as one user may see it: what is absent is not known, or not for that user. */
export const meteringPointView = struct(
  {
    mpxn: required(1, mpxn, 'The metering point.'),
    fuel: required(2, fuelType, 'What is metered.'),
    status: required(3, pointStatus, 'Where it is in its life.'),
    networkOperator: required(4, eui64, 'Whose network it is on.'),
    registrations: required(5, list('SupplyPeriod', supplyPeriod, 0, 100), 'Who supplies when.'),
    details: required(6, pointDetails, 'The master data in force at the date asked about.'),
    devices: required(7, list('FittedDevice', fittedDevice, 0, 50), 'Smart devices in use there.'),
  },
  'MeteringPointView',
);
