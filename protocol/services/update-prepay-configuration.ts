/** SRV 2.1. The limits of prepayment, and when supply is not cut off. */
import {
  date,
  enumeration,
  int32,
  integer,
  unsigned16,
  unsigned32,
  utcTime,
} from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { fuel, inline, list, required, rows, struct } from '../definition/words.ts';
import { under } from './rules.ts';
import { daysOfWeek, done, futureDated, gasOpenDate, openDate } from './shared.ts';
import { electricityCalendarRules, gasCalendarRules } from './tariff-rules.ts';

export const startOrStop = enumeration({ START: 1, STOP: 2 });
/** Electricity: starts and stops of periods without disablement. */
export const specialDayApplicability = struct({
  specialDayId: required(1, integer(1, 20), 'Index of a special day.', {
    element: 'SpecialDayID',
  }),
});
export const datesAndTime = struct({
  switchTime: required(1, utcTime, 'At.'),
  startDate: required(2, date('Z'), 'From; year 65535 is every year.'),
  endDate: required(3, date('Z'), 'To.'),
});
const electricitySchedule = struct({
  nonDisablementScript: required(1, startOrStop, 'Start or stop of a period without disablement.'),
  specialDaysApplicability: required(
    2,
    list('SpecialDayApplicability', specialDayApplicability, 0, 20),
    'Special days it applies on.',
  ),
  daysOfWeekApplicability: required(3, daysOfWeek, 'Weekdays it applies on.'),
  scheduleDatesAndTime: required(4, datesAndTime, 'When.'),
});
const specialDate = struct({ date: required(1, openDate, 'The day.') });
export const electricityCalendar = struct({
  electricitySpecialDays: required(1, rows('SpecialDay', specialDate, 20, 0), 'Days by number.'),
  schedules: inline(
    2,
    list('ElectricityNonDisablementSchedule', electricitySchedule, 1, 22),
    'Starts and stops.',
  ),
});

/** Gas: days, weeks and seasons, as in a tariff. */
export const gasDay = integer(1, 5);
export const gasWeek = integer(1, 2);
export const timeStartAction = struct({
  startTime: required(1, utcTime, 'At.'),
  nonDisablementAction: required(2, startOrStop, 'Start or stop.'),
});
const gasDayProfile = struct({
  timeStartActions: inline(1, list('TimeStartAction', timeStartAction, 1, 3), 'In order of time.'),
  gasDayName: required(2, gasDay, 'The name weeks refer to.'),
});
export const gasWeekProfile = struct({
  weekName: required(1, gasWeek, 'The name seasons refer to.'),
  referencedDayNames: inline(2, rows('ReferencedDayName', gasDay, 7, 7), 'Index 1 is Monday.'),
});
const gasSeason = struct({
  seasonStartDate: required(1, gasOpenDate, 'First day.'),
  referencedWeekName: required(2, gasWeek, 'Its week.'),
});
const gasSpecialDay = struct({
  date: required(1, gasOpenDate, 'The day.'),
  referencedDayName: required(2, gasDay, 'The kind of day it is.'),
});
export const gasCalendar = struct({
  dayProfiles: required(1, list('GasNonDisablementDayProfile', gasDayProfile, 1, 5), 'Days.'),
  weekProfiles: required(2, list('WeekProfile', gasWeekProfile, 1, 2), 'Kinds of week.'),
  seasonProfiles: required(3, list('Season', gasSeason, 1, 3), 'The year.'),
  specialDays: required(4, list('SpecialDay', gasSpecialDay, 0, 20), 'Days out of the pattern.'),
});

const electricityConfiguration = struct({
  debtRecoveryRateCap: required(
    1,
    unsigned16,
    'Pence: most that debt may take of the top-ups of a week.',
  ),
  emergencyCreditLimit: required(2, int32, 'Amount lent.'),
  emergencyCreditThreshold: required(3, int32, 'Balance at which it is offered.'),
  lowCreditThreshold: required(4, int32, 'Balance at which the customer is warned.'),
  electricityNonDisablementCalendar: required(
    5,
    electricityCalendar,
    'When supply is not cut off.',
  ),
  maxMeterBalance: required(6, int32, 'Most the meter may hold.'),
  maxCreditThreshold: required(7, int32, 'Most one top-up may add.'),
});
const gasConfiguration = struct({
  debtRecoveryRateCap: required(
    1,
    int32,
    'Millipence: most that debt may take of the top-ups of a week.',
  ),
  emergencyCreditLimit: required(2, unsigned32, 'Amount lent.'),
  emergencyCreditThreshold: required(3, unsigned32, 'Balance at which it is offered.'),
  lowCreditThreshold: required(4, unsigned32, 'Balance at which the customer is warned.'),
  gasNonDisablementCalendar: required(5, gasCalendar, 'When supply is not cut off.'),
  maxMeterBalance: required(6, unsigned32, 'Most the meter may hold.'),
  maxCreditThreshold: required(7, unsigned32, 'Most one top-up may add.'),
});
const configuration = fuel(
  ['UpdatePrepayConfigElectricity', electricityConfiguration],
  ['UpdatePrepayConfigGas', gasConfiguration],
);

export const updatePrepayConfiguration = service({
  reference: '2.1',
  name: 'UpdatePrepayConfiguration',
  summary: 'Sets the limits of prepayment and the non-disablement calendar.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    configuration: inline(2, configuration, 'By fuel.'),
  }),
  rules: ({ configuration: { electricity, gas } }) => [
    ...under(
      'configuration.electricity.electricityNonDisablementCalendar',
      electricity && electricityCalendarRules(electricity.electricityNonDisablementCalendar),
    ),
    ...under(
      'configuration.gas.gasNonDisablementCalendar',
      gas && gasCalendarRules(gas.gasNonDisablementCalendar),
    ),
  ],
  response: done,
  refusals: {
    debtRecoveryRateCapOutOfRange: { code: 140, doc: 'DebtRecoveryRateCap is negative.' },
    emergencyCreditLimitOutOfRange: {
      code: 141,
      doc: 'EmergencyCreditLimit is negative or past 32 bits with a sign.',
    },
    emergencyCreditThresholdOutOfRange: {
      code: 142,
      doc: 'EmergencyCreditThreshold is above the most the meter may hold.',
    },
    lowCreditThresholdOutOfRange: {
      code: 143,
      doc: 'LowCreditThreshold is above the most the meter may hold.',
    },
    maxMeterBalanceOutOfRange: {
      code: 144,
      doc: 'MaxMeterBalance is not above zero and the disablement threshold, or past 32 bits.',
    },
    maxCreditThresholdOutOfRange: {
      code: 145,
      doc: 'MaxCreditThreshold is not above zero, or past 32 bits with a sign.',
    },
    nonDisablementDatesContradict: {
      code: 146,
      doc: 'A schedule begins in a year and ends in every year, or the other way round.',
    },
    nonDisablementDateImpossible: {
      code: 153,
      doc: 'The date of a special day or a season is in no year, or has another weekday.',
    },
  },
});
