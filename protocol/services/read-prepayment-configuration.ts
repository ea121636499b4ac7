/** SRV 4.13. What 2.1, 2.3 and 1.6 have set: limits, debts and the non-disablement calendar. */
import { boolean, int32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  choice,
  inline,
  list,
  optional,
  optionalInline,
  partial,
  required,
  rows,
  struct,
} from '../definition/words.ts';
import { daysOfWeek, openDate, outcome, paymentMode, readNowOrLater } from './shared.ts';
import { gasOpenDateRead } from './tariff-read-shapes.ts';
import { priceScale } from './tariff-shapes.ts';
import { debtRecoveryPeriod } from './update-debt.ts';
import {
  datesAndTime,
  gasDay,
  gasWeek,
  gasWeekProfile,
  specialDayApplicability,
  startOrStop,
  timeStartAction,
} from './update-prepay-configuration.ts';

// Electricity.
const electricitySchedule = struct({
  nonDisablementScript: optional(1, startOrStop, 'Start or stop of a period without disablement.'),
  specialDaysApplicability: optional(
    2,
    list('SpecialDayApplicability', specialDayApplicability, 0, 20),
    'Special days it applies on.',
  ),
  daysOfWeekApplicability: optional(3, daysOfWeek, 'Weekdays it applies on.'),
  scheduleDatesAndTime: optional(4, partial(datesAndTime), 'When.'),
});
const electricityCalendar = struct({
  electricitySpecialDays: optional(1, rows('SpecialDay', openDate, 20, 0), 'Days by number.'),
  schedules: inline(
    2,
    list('ElectricityNonDisablementSchedule', electricitySchedule, 0, 22),
    'Starts and stops.',
  ),
});
const electricityDebt = struct({
  debtRecoveryRate: optional(1, int32, 'Taken per period, times ten to the power of its scale.'),
  debtRecoveryRatePriceScale: optional(2, priceScale, 'Power of ten.'),
  debtRecoveryRatePeriod: optional(3, debtRecoveryPeriod, 'How often.'),
});
const electricity = struct({
  paymentMode: optional(1, paymentMode, 'Credit or prepayment.'),
  nonDisablementCalendar: optional(2, electricityCalendar, 'When supply is not cut off.'),
  debtRecovery1: optional(3, electricityDebt, 'First debt taken over time.'),
  debtRecovery2: optional(4, electricityDebt, 'Second debt taken over time.'),
});

// Gas.
const gasDayProfile = struct({
  timeStartActions: inline(
    1,
    rows('TimeStartAction', partial(timeStartAction), 3, 0),
    'In order of time.',
  ),
  gasDayName: optional(2, gasDay, 'The name weeks refer to.'),
});
const gasSeason = struct({
  seasonStartDate: optional(1, gasOpenDateRead, 'First day.'),
  referencedWeekName: optional(2, gasWeek, 'Its week.'),
});
const gasSpecialDay = struct({
  date: optional(1, gasOpenDateRead, 'The day.'),
  referencedDayName: optional(2, gasDay, 'The kind of day it is.'),
});
const gasCalendar = struct({
  dayProfiles: optional(1, list('GasNonDisablementDayProfile', gasDayProfile, 0, 5), 'Days.'),
  weekProfiles: optional(2, list('WeekProfile', gasWeekProfile, 0, 2), 'Kinds of week.'),
  seasonProfiles: optional(3, list('Season', gasSeason, 0, 3), 'The year.'),
  specialDays: optional(4, list('SpecialDay', gasSpecialDay, 0, 20), 'Days out of the pattern.'),
});
const gasDebt = struct({
  debtRecoveryRate: optional(1, int32, 'Taken per period.'),
  debtRecoveryRatePeriod: optional(2, debtRecoveryPeriod, 'How often.'),
});
const gas = struct({
  nonDisablementCalendar: optional(1, gasCalendar, 'When supply is not cut off.'),
  debtRecovery1: optional(2, gasDebt, 'First debt taken over time.'),
  debtRecovery2: optional(3, gasDebt, 'Second debt taken over time.'),
});

export const readPrepaymentConfiguration = service({
  reference: '4.13',
  name: 'ReadPrepaymentConfiguration',
  summary: 'Reads the limits of prepayment, the debts and the non-disablement calendar.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    debtRecoveryPerPayment: optional(2, int32, 'Share of each top-up taken for debt.'),
    debtRecoveryRateCap: optional(3, int32, 'Most that debt may take.'),
    disablementThreshold: optional(4, int32, 'Balance at which supply stops.'),
    emergencyCreditLimit: optional(5, int32, 'Amount lent.'),
    emergencyCreditThreshold: optional(6, int32, 'Balance at which it is offered.'),
    lowCreditThreshold: optional(7, int32, 'Balance at which the customer is warned.'),
    maxCreditThreshold: optional(8, int32, 'Most one top-up may add.', {
      element: 'CreditMaxCreditThreshold',
    }),
    maxMeterBalance: optional(9, int32, 'Most the meter may hold.', {
      element: 'MaxCreditMaxMeterBalance',
    }),
    suspendDebtDisabled: optional(10, boolean, 'No debt is taken while supply is disabled.'),
    suspendDebtEmergency: optional(11, boolean, 'No debt is taken on emergency credit.'),
    ofFuel: optionalInline(
      12,
      choice({
        gas: required(1, gas, 'What a gas meter has.'),
        electricity: required(2, electricity, 'What an electricity meter has.'),
      }),
      'What differs between fuels.',
    ),
  }),
});
