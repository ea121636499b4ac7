/** What a meter keeps of what it measures, and what it is told of how. */
import { boolean, integer } from '../../../protocol/definition/scalars.ts';
import {
  list,
  optional,
  required,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { demandPeriod } from '../../../protocol/services/shared.ts';
import { number32, seconds, wattSeconds } from '../stored-words.ts';

/** What is counted, ever upwards. A meter that does not measure a quantity leaves its register at 0. */
const registerFields = {
  importWattSeconds: required(
    2,
    wattSeconds,
    'Active import; of a twin element the primary one, of gas the energy made of the volume.',
  ),
  exportWattSeconds: required(7, wattSeconds, 'Active export.'),
  secondaryWattSeconds: required(8, wattSeconds, 'Active import of the secondary element.'),
  quadrant1VarSeconds: required(9, wattSeconds, 'Reactive import while active power is imported.'),
  quadrant2VarSeconds: required(10, wattSeconds, 'Reactive import while active power is exported.'),
  quadrant3VarSeconds: required(11, wattSeconds, 'Reactive export while active power is exported.'),
  quadrant4VarSeconds: required(12, wattSeconds, 'Reactive export while active power is imported.'),
  volumeLitreSeconds: required(13, wattSeconds, 'Litres an hour times seconds: 3,600 to a litre.'),
};
const registers = struct(registerFields);

const meteredFields = {
  period: required(1, number32, 'UTC seconds divided by the length of the period.'),
  isFlagged: required(3, boolean, 'Not all of it was metered, or the clock was moved in it.'),
};
export const metrology = struct({
  boardSeconds: required(1, seconds, 'Metered up to here.'),
  ...registerFields,
  halfHour: optional(
    3,
    struct({ ...meteredFields, start: required(2, registers, 'The registers at its start.') }),
    'The half-hour that runs; absent while the clock is invalid.',
  ),
  day: optional(
    4,
    struct({ ...meteredFields, start: required(2, wattSeconds, 'The main register then.') }),
    'The UTC day that runs; absent while the clock is invalid.',
  ),
  lastHalfHour: required(5, number32, 'The number of the last one in the profile.'),
  lastDay: required(6, number32, 'The number of the last one in the daily log.'),
  energyRemainder: required(
    14,
    integer(0, 3_599_999),
    'Energy of gas not yet counted, in 1/3,600,000 Ws.',
  ),
});

/** Clock steps whose two sides can be told apart; one more and the oldest side is out of sight. */
export const CLOCK_STEPS_MAX = 16;
export const numbering = list(
  'Stretch',
  struct({
    fromDay: required(1, number32, 'The first day, as histories number it.'),
    shiftDays: required(2, integer(-(2 ** 32), 2 ** 32), 'That number less the UTC day.'),
  }),
  1,
  CLOCK_STEPS_MAX,
);

const watts = integer(0, Number.MAX_SAFE_INTEGER, { unit: 'W' });
const peak = struct({
  watts: required(1, watts, 'The average of the half-hour.'),
  utcSeconds: optional(2, seconds, 'The end of it; absent while there was none.'),
  resetUtcSeconds: optional(3, seconds, 'Since when it is looked for, if ever reset.'),
});
export const maximumDemand = struct({
  importAtAnyTime: required(1, peak, 'Import, both elements.'),
  importWithinPeriod: required(2, peak, 'The same, of half-hours within the time of day.'),
  exportAtAnyTime: required(3, peak, 'Export.'),
  period: optional(4, demandPeriod, 'The time of day, if one has been set.'),
});

export const billing = struct({
  calendarEntries: required(1, number32, 'Ever made, because a date came.'),
  changeEntries: required(2, number32, 'Ever made, because tariff or payment mode changed.'),
  lastChangeUtcSeconds: optional(3, seconds, 'When the last of these was made.'),
  dueUtcSeconds: optional(4, seconds, 'When the next date of the calendar comes.'),
  lastDueUtcSeconds: optional(5, seconds, 'The last date, if its entry was made on time.'),
  offsetSeconds: optional(6, seconds, 'Of the clock by which the next date was found.'),
});

/** Six-minute marks of one recording. */
export const NETWORK_ENTRIES_MAX = 41;

/** Service 14.1. */
export const networkRecording = struct({
  sampleId: required(1, number32, 'Recordings ever begun.'),
  entriesLeft: required(2, number32, 'Of the one that runs.'),
  lastVolumeLitreSeconds: required(3, wattSeconds, 'The register at the entry before.'),
  lastNumber: required(4, number32, 'Of the entry before.'),
});

/** What reading.ts makes of a reading, and how wide each part is on flash. */
export const READING_BYTES = { main: 64, registers: 200 } as const;

export type Registers = ValueOf<typeof registers>;
export type MeteredHalfHour = NonNullable<ValueOf<typeof metrology>['halfHour']>;
export type MeteredDay = NonNullable<ValueOf<typeof metrology>['day']>;
export type Numbering = ValueOf<typeof numbering>;
export type Peak = ValueOf<typeof peak>;
