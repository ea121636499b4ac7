/** Emulated: what settlement has to know of an electricity metering point. */
import { enumeration, integer, text } from '../../../../protocol/definition/scalars.ts';
import { optional, required, struct } from '../../../../protocol/definition/words.ts';
import { ANY, group, SOME } from '../definition.ts';
import {
  date8,
  dateTime14,
  meterSerial,
  mpanCore,
  participantId,
  reading,
  yesNo,
} from '../items.ts';
import { readingType } from './d0010.ts';
import { emulated } from './emulated.ts';

const measurementClass = enumeration({ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7 });
const energisation = enumeration(
  { energised: 1, deEnergised: 2 },
  { texts: { energised: 'E', deEnergised: 'D' } },
);

/** What changed is there; the rest is left out. */
const details = struct({
  mpan: required(1, mpanCore, 'The metering point.'),
  effectiveFrom: required(2, date8, 'From when on it holds.'),
  supplier: optional(3, participantId, 'Who supplies it.'),
  profileClass: optional(4, integer(0, 8, { digits: 2 }), 'Profile class.'),
  standardSettlementConfiguration: optional(5, text(4, 4, { pattern: /[0-9]{4}/ }), 'SSC.'),
  meterTimeswitchCode: optional(6, text(3, 3, { pattern: /[0-9]{3}/ }), 'MTC.'),
  lineLossFactorClass: optional(7, text(3, 3, { pattern: /[0-9A-Z]{3}/ }), 'LLFC.'),
  measurementClass: optional(8, measurementClass, 'Measurement class.'),
  gspGroup: optional(9, text(2, 2, { pattern: /_[A-HJ-NP]/ }), 'GSP group.'),
  energisation: optional(10, energisation, 'E energised, D not.'),
  dataCollector: optional(11, participantId, 'Its data collector.'),
  dataAggregator: optional(12, participantId, 'Its data aggregator.'),
  isSmart: optional(13, yesNo, 'A smart meter is there.'),
  isServedByDcc: optional(
    14,
    yesNo,
    'It communicates through the DCC, which has it on its register.',
  ),
});

/** Of a registration, to the register or from it. */
export const d0205 = emulated(['D0205', 'Update of registration details', 'pipe'], details, {});
/** Register to data aggregator. */
export const d0209 = emulated(['D0209', 'Instruction to aggregator', 'pipe'], details, {});
/** Register to supplier. */
export const d0213 = emulated(['D0213', 'Advice of changed details', 'pipe'], details, {});

const technical = {
  meters: group('E02', 'A meter', {
    times: SOME,
    items: struct({
      serial: optional(1, meterSerial, 'Written on it.'),
      device: optional(2, text(23, 23), 'EUI-64 of a smart one.'),
      specification: optional(3, text(1, 20), 'Version of its specification.'),
      isServedByDcc: required(4, yesNo, 'It communicates through the DCC.'),
    }),
    groups: {},
  }),
};
const point = struct({
  mpan: required(1, mpanCore, 'The metering point.'),
  effectiveFrom: required(2, date8, 'The first day.'),
});
/** Meter operator to the others. */
export const d0150 = emulated(
  ['D0150', 'Non half-hourly meter technical details', 'pipe'],
  point,
  technical,
);
/** The same for meters read by the half-hour. */
export const d0268 = emulated(
  ['D0268', 'Half-hourly meter technical details', 'pipe'],
  point,
  technical,
);
/** Which register of the meter is which of settlement. */
export const d0149 = emulated(['D0149', 'Mapping details', 'pipe'], point, {
  registers: group('E02', 'A register', {
    times: SOME,
    items: struct({
      registerId: required(1, text(1, 2), 'Of the meter.'),
      timePatternRegime: required(2, text(5, 5), 'Of settlement.'),
    }),
    groups: {},
  }),
});

/** Readings of a change of supplier, to both suppliers and the data collector. */
export const d0086 = emulated(
  ['D0086', 'Notification of change of supplier readings', 'pipe'],
  struct({
    mpan: required(1, mpanCore, 'The metering point.'),
    changedOn: required(2, date8, 'The first day of the new supply.'),
    type: required(3, readingType, 'How the readings came to be.'),
  }),
  {
    registers: group('E02', 'One register’s reading', {
      times: ANY,
      items: struct({
        registerId: required(1, text(1, 2), 'Of the meter.'),
        readAt: required(2, dateTime14, 'When it was read.'),
        reading: required(3, reading, 'In tenths of a kilowatt-hour.'),
      }),
      groups: {},
    }),
  },
);
