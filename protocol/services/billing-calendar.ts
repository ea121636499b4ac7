/** sr:BillingCalendar, set by 6.8 and read by 6.2.3 in the same shape. */
import { enumeration, integer, utcDateTime, utcTime } from '../definition/scalars.ts';
import { choice, empty, fuel, inline, required, struct } from '../definition/words.ts';

// Every month has a 28th.
const dayOfMonth = integer(1, 28);
const longPeriod = struct({
  dayOfMonth: required(1, dayOfMonth, 'On which day.'),
  billingPeriodStartMonth: required(2, integer(1, 12), 'In which month the first begins.'),
});
const electricityBillingCalendar = struct(
  {
    billingTime: required(1, utcTime, 'At.'),
    period: inline(
      2,
      choice({
        daily: required(1, empty, 'Every day.'),
        weekly: required(2, integer(1, 7), 'Every week, on this day; 1 is Monday.'),
        monthly: required(3, dayOfMonth, 'Every month, on this day.'),
        quarterly: required(4, longPeriod, 'Every three months.'),
        sixMonthly: required(5, longPeriod, 'Every six months.'),
        yearly: required(6, longPeriod, 'Every year.'),
      }),
      'How often.',
    ),
  },
  'ElectricityBillingCalendar',
);
const gasBillingCalendar = struct(
  {
    billingPeriodStart: required(1, utcDateTime, 'When the first period begins.'),
    periodicity: required(
      2,
      enumeration({ Daily: 1, Weekly: 2, Monthly: 3, Quarterly: 4, SixMonthly: 5, Yearly: 6 }),
      'How often.',
    ),
  },
  'GasBillingCalendar',
);
export const billingCalendar = fuel(
  ['ElectricityBillingCalendar', electricityBillingCalendar],
  ['GasBillingCalendar', gasBillingCalendar],
);
