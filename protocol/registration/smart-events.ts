/** What is told of meters that were there before the DCC, and of those that it does not take on: 60 and 61. */
import { eui64, text } from '../definition/scalars.ts';
import { optional, required, struct } from '../definition/words.ts';
import { smetsVersion } from '../services/inventory-shapes.ts';
import { mpxn } from '../services/shared.ts';

const meter = {
  mpxn: required(1, mpxn, 'The metering point.'),
  device: required(2, eui64, 'The meter.', { element: 'DeviceID' }),
  specificationVersion: optional(3, smetsVersion, 'As it is on record.'),
};

export const smartEvents = {
  earlyMeterAdopted: required(
    60,
    struct(meter, 'EarlyMeterAdopted'),
    'A meter that counted as not smart has been heard of, and counts as smart now.',
  ),
  meterNotEligible: required(
    61,
    struct({ ...meter, reason: required(4, text(1, 100), 'Why.') }, 'MeterNotEligible'),
    'A meter has been heard of, but is of a version that is not taken on: it counts as not smart.',
  ),
} as const;
