/** When bills are drawn up, service 6.8: the next date of the calendar. UTC, like all times of a meter. */
import { civil, dayNumber } from '../../../protocol/definition/times.ts';
import type { MeterState } from '../state.ts';
import { DAY_SECONDS, DAYS_A_WEEK, EPOCH_WEEKDAY } from './periods.ts';

export type BillingCalendar = NonNullable<MeterState['billingCalendar']>['calendar'];
type Electricity = NonNullable<BillingCalendar['electricity']>;
type Gas = NonNullable<BillingCalendar['gas']>;

const MONTHS_A_YEAR = 12;

/** UTC seconds of the first date later than `afterUtcSeconds`. */
export function nextBilling(calendar: BillingCalendar, afterUtcSeconds: number): number {
  return calendar.electricity
    ? nextOfElectricity(calendar.electricity, afterUtcSeconds)
    : nextOfGas(calendar.gas as Gas, afterUtcSeconds);
}

function nextOfElectricity({ billingTime, period }: Electricity, after: number): number {
  const { weekly, monthly } = period;
  const time = billingTime;
  if (period.daily) return everyDays(1, time, after);
  if (weekly !== undefined)
    return everyDays(DAYS_A_WEEK, daysSeconds(weekly - 1 - EPOCH_WEEKDAY) + time, after);
  if (monthly !== undefined) return everyMonths(1, 0, monthly, time, after);
  const { quarterly, sixMonthly, yearly } = period;
  const [months, long] = quarterly
    ? ([3, quarterly] as const)
    : sixMonthly
      ? ([6, sixMonthly] as const)
      : ([MONTHS_A_YEAR, yearly] as const);
  if (!long) throw new Error('a calendar has one of its periods');
  return everyMonths(months, long.billingPeriodStartMonth - 1, long.dayOfMonth, time, after);
}

/** The first period begins at the start; of a day that a month does not have, on its last. */
function nextOfGas({ billingPeriodStart: start, periodicity }: Gas, after: number): number {
  if (after < start) return start;
  switch (periodicity) {
    case 'Daily':
      return everyDays(1, start, after);
    case 'Weekly':
      return everyDays(DAYS_A_WEEK, start, after);
  }
  const months = { Monthly: 1, Quarterly: 3, SixMonthly: 6, Yearly: MONTHS_A_YEAR }[periodicity];
  const startDay = Math.floor(start / DAY_SECONDS);
  const [, month, day] = civil(startDay);
  return everyMonths(months, month - 1, day, start - daysSeconds(startDay), after);
}

function daysSeconds(days: number): number {
  return days * DAY_SECONDS;
}

function everyDays(days: number, anyUtcSeconds: number, after: number): number {
  const length = daysSeconds(days);
  return anyUtcSeconds + (Math.floor((after - anyUtcSeconds) / length) + 1) * length;
}

/** On `day` of the months that lie whole periods from `firstMonth` (0 is January), at `timeSeconds`. */
function everyMonths(
  periodMonths: number,
  firstMonth: number,
  day: number,
  timeSeconds: number,
  after: number,
): number {
  const [year, month] = civil(Math.floor(after / DAY_SECONDS));
  const now = year * MONTHS_A_YEAR + month - 1;
  const first = now - ((((now - firstMonth) % periodMonths) + periodMonths) % periodMonths);
  const date = dateIn(first, day) + timeSeconds;
  return date > after ? date : dateIn(first + periodMonths, day) + timeSeconds;
}

function dateIn(monthNumber: number, day: number): number {
  const start = firstDayOf(monthNumber);
  const last = firstDayOf(monthNumber + 1) - 1;
  return daysSeconds(Math.min(start + day - 1, last));
}

function firstDayOf(monthNumber: number): number {
  const year = Math.floor(monthNumber / MONTHS_A_YEAR);
  return dayNumber(year, monthNumber - year * MONTHS_A_YEAR + 1, 1);
}
