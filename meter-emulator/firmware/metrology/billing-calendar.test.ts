import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { civil, dayNumber } from '../../../protocol/definition/times.ts';
import { holds } from '../property.testing.ts';
import { type BillingCalendar, nextBilling } from './billing-calendar.ts';

const DAY = 86_400;
const at = (year: number, month: number, day: number, time = 0) =>
  dayNumber(year, month, day) * DAY + time;

type Period = NonNullable<BillingCalendar['electricity']>['period'];

/** Is this day one of the calendar? Day by day, by what its words say. */
function isBillingDay(period: Period, day: number): boolean {
  const [, month, dayOfMonth] = civil(day);
  const long = (months: number, one: { dayOfMonth: number; billingPeriodStartMonth: number }) =>
    dayOfMonth === one.dayOfMonth && (month - one.billingPeriodStartMonth + 12) % months === 0;
  if (period.daily) return true;
  if (period.weekly !== undefined)
    return new Date(day * DAY * 1000).getUTCDay() === period.weekly % 7;
  if (period.monthly !== undefined) return dayOfMonth === period.monthly;
  if (period.quarterly) return long(3, period.quarterly);
  if (period.sixMonthly) return long(6, period.sixMonthly);
  return period.yearly !== undefined && long(12, period.yearly);
}

const dayOfMonth = fc.integer({ min: 1, max: 28 });
const long = fc.record({ dayOfMonth, billingPeriodStartMonth: fc.integer({ min: 1, max: 12 }) });
const period: fc.Arbitrary<Period> = fc.oneof(
  fc.constant({ daily: {} }),
  fc.record({ weekly: fc.integer({ min: 1, max: 7 }) }),
  fc.record({ monthly: dayOfMonth }),
  fc.record({ quarterly: long }),
  fc.record({ sixMonthly: long }),
  fc.record({ yearly: long }),
);

const test = suite('the billing calendar');

test('gives the first date that looking day by day finds', () => {
  const time = fc.integer({ min: 0, max: DAY - 1 });
  const property = fc.property(
    period,
    time,
    fc.integer({ min: at(2024, 1, 1), max: at(2034, 1, 1) }),
    (one, billingTime, after) => {
      let day = Math.floor(after / DAY) - 1;
      while (!isBillingDay(one, day) || day * DAY + billingTime <= after) day++;
      const calendar = { electricity: { billingTime, period: one } };
      assert.is(nextBilling(calendar, after), day * DAY + billingTime);
    },
  );
  holds(property);
});

test('of gas counts from its start, and on the last day where a month is too short', () => {
  const gas = { billingPeriodStart: at(2030, 1, 31, 3600), periodicity: 'Monthly' as const };
  const next = (after: number) => nextBilling({ gas }, after);
  assert.is(next(at(2029, 6, 1)), at(2030, 1, 31, 3600));
  assert.is(next(at(2030, 1, 31, 3600)), at(2030, 2, 28, 3600));
  assert.is(next(at(2030, 2, 28, 3600)), at(2030, 3, 31, 3600));
  assert.is(next(at(2032, 2, 1)), at(2032, 2, 29, 3600));
});

test('of gas has days, weeks, quarters, half-years and years', () => {
  const start = at(2030, 1, 10, 60);
  const next = (periodicity: NonNullable<BillingCalendar['gas']>['periodicity']) =>
    nextBilling({ gas: { billingPeriodStart: start, periodicity } }, start);
  assert.is(next('Daily'), start + DAY);
  assert.is(next('Weekly'), start + 7 * DAY);
  assert.is(next('Quarterly'), at(2030, 4, 10, 60));
  assert.is(next('SixMonthly'), at(2030, 7, 10, 60));
  assert.is(next('Yearly'), at(2031, 1, 10, 60));
});
test.run();
