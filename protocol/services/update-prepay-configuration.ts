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
import { done, futureDated, gasOpenDate, openDate } from './shared.ts';

const startOrStop = enumeration({ START: 1, STOP: 2 });
const weekday = enumeration({
  Monday: 1,
  Tuesday: 2,
  Wednesday: 3,
  Thursday: 4,
  Friday: 5,
  Saturday: 6,
  Sunday: 7,
});

const electricityCalendar = struct({
  electricitySpecialDays: required(
    1,
    rows('SpecialDay', struct({ date: required(1, openDate, 'The day.') }), 20, 0),
    'Days by number.',
  ),
  schedules: inline(
    2,
    list(
      'ElectricityNonDisablementSchedule',
      struct({
        nonDisablementScript: required(
          1,
          startOrStop,
          'Start or stop of a period without disablement.',
        ),
        specialDaysApplicability: required(
          2,
          list(
            'SpecialDayApplicability',
            struct({
              specialDayID: required(1, integer(1, 20), 'Index of a special day.'),
            }),
            0,
            20,
          ),
          'Special days it applies on.',
        ),
        daysOfWeekApplicability: required(
          3,
          list(
            'DayOfWeekApplicability',
            struct({
              dayOfWeekID: required(1, weekday, 'Day of the week.'),
            }),
            0,
            7,
          ),
          'Weekdays it applies on.',
        ),
        scheduleDatesAndTime: required(
          4,
          struct({
            switchTime: required(1, utcTime, 'At.'),
            startDate: required(2, date('Z'), 'From; year 65535 is every year.'),
            endDate: required(3, date('Z'), 'To.'),
          }),
          'When.',
        ),
      }),
      1,
      22,
    ),
    'Starts and stops.',
  ),
});

const gasDay = integer(1, 5);
const gasWeek = integer(1, 2);
const gasCalendar = struct({
  dayProfiles: required(
    1,
    list(
      'GasNonDisablementDayProfile',
      struct({
        timeStartActions: inline(
          1,
          list(
            'TimeStartAction',
            struct({
              startTime: required(1, utcTime, 'At.'),
              nonDisablementAction: required(2, startOrStop, 'Start or stop.'),
            }),
            1,
            3,
          ),
          'In order of time.',
        ),
        gasDayName: required(2, gasDay, 'The name weeks refer to.'),
      }),
      1,
      5,
    ),
    'Kinds of day.',
  ),
  weekProfiles: required(
    2,
    list(
      'WeekProfile',
      struct({
        weekName: required(1, gasWeek, 'The name seasons refer to.'),
        referencedDayNames: inline(
          2,
          rows('ReferencedDayName', gasDay, 7, 7),
          'Index 1 is Monday.',
        ),
      }),
      1,
      2,
    ),
    'Kinds of week.',
  ),
  seasonProfiles: required(
    3,
    list(
      'Season',
      struct({
        seasonStartDate: required(1, gasOpenDate, 'First day.'),
        referencedWeekName: required(2, gasWeek, 'Its week.'),
      }),
      1,
      3,
    ),
    'The year.',
  ),
  specialDays: required(
    4,
    list(
      'SpecialDay',
      struct({
        date: required(1, gasOpenDate, 'The day.'),
        referencedDayName: required(2, gasDay, 'The kind of day it is.'),
      }),
      0,
      20,
    ),
    'Days that leave the pattern.',
  ),
});

export const updatePrepayConfiguration = service({
  reference: '2.1',
  name: 'UpdatePrepayConfiguration',
  summary: 'Sets the limits of prepayment and the non-disablement calendar.',
  roles: ['IS', 'GS'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    configuration: inline(
      2,
      fuel(
        [
          'UpdatePrepayConfigElectricity',
          struct({
            debtRecoveryRateCap: required(1, unsigned16, 'Most that debt may take.'),
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
          }),
        ],
        [
          'UpdatePrepayConfigGas',
          struct({
            debtRecoveryRateCap: required(1, int32, 'Most that debt may take.'),
            emergencyCreditLimit: required(2, unsigned32, 'Amount lent.'),
            emergencyCreditThreshold: required(3, unsigned32, 'Balance at which it is offered.'),
            lowCreditThreshold: required(4, unsigned32, 'Balance at which the customer is warned.'),
            gasNonDisablementCalendar: required(5, gasCalendar, 'When supply is not cut off.'),
            maxMeterBalance: required(6, unsigned32, 'Most the meter may hold.'),
            maxCreditThreshold: required(7, unsigned32, 'Most one top-up may add.'),
          }),
        ],
      ),
      'By fuel.',
    ),
  }),
  response: done,
});
