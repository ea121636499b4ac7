/** The metering of a point: what hangs on the wall, whether it counts as smart, and where it is reached. */
import { date, enumeration, eui64, integer, text } from '../definition/scalars.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { smetsVersion } from '../services/inventory-shapes.ts';

const register = struct(
  {
    registerId: required(1, text(1, 2), 'As on the meter.'),
    digits: required(2, integer(1, 9), 'Before the point.'),
    multiplierThousandths: optional(3, integer(1, 100_000_000), 'Absent: 1000, which is one.'),
    serves: optional(4, enumeration({ import: 1, export: 2 }), 'Absent: import.'),
  },
  'MeterRegister',
);

/** The technical details that an agent gives, of smart and traditional meters alike. */
export const meterDetails = struct(
  {
    serialNumber: optional(1, text(1, 20), 'On the meter’s plate.'),
    manufacturer: optional(2, text(1, 40), 'On the meter’s plate.'),
    model: optional(3, text(1, 40), 'On the meter’s plate.'),
    installedOn: optional(4, date(''), 'The day it was fitted.'),
    location: optional(5, text(1, 60), 'Where in or at the premises.'),
    registers: optional(6, list('Register', register, 1, 48), 'Those that are read.'),
  },
  'MeterDetails',
);

/** Whether the meter counts as smart (P22): one that was there before counts as not until it is heard of. */
export const smartDetails = struct(
  {
    standing: required(
      1,
      enumeration({ treatedAsNotSmart: 1, smart: 2, notEligible: 3 }),
      'Not heard of yet; taken on; heard of, but of a version that is not taken on.',
    ),
    specificationVersion: optional(2, smetsVersion, 'Of SMETS, as in "SMETS2 V4.2".'),
    device: optional(3, eui64, 'The meter.'),
    reason: optional(4, text(1, 100), 'Why it is not taken on.'),
  },
  'SmartDetails',
);

/** Told by the head-end alone, when the device is first heard of. */
export const communicationsDetails = struct(
  {
    wanAddress: required(1, text(1, 128), 'Of the device in the wide-area network.'),
    network: optional(2, enumeration({ mqtt: 1, serial: 2, other: 3 }), 'How it is reached.'),
  },
  'CommunicationsDetails',
);
