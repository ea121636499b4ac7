/** Random settings of prepayment: limits with friendly hours (2.1), and debts (2.3). */
import * as fc from 'fast-check';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { updateDebt } from '../../../protocol/services/update-debt.ts';
import type { Calendar } from './naive-friendly-hours.testing.ts';
import { openDate } from './random-tariff.testing.ts';

export type Limits = {
  readonly capPence: number;
  readonly emergency: number;
  readonly offered: number;
  readonly low: number;
  readonly balance: number;
  readonly topUp: number;
  readonly calendar: Calendar;
};
export type Debts = ValueOf<typeof updateDebt.request>;

const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

const dates = fc.constantFrom(
  { startDate: 65535_0101, endDate: 65535_1231 },
  { startDate: 2030_0110, endDate: 2032_0229 },
  { startDate: 65535_0117, endDate: 65535_1026 },
);
const schedule = fc.record({
  nonDisablementScript: fc.constantFrom('START' as const, 'START' as const, 'STOP' as const),
  specialDaysApplicability: fc.oneof(
    { arbitrary: fc.constant([]), weight: 3 },
    { arbitrary: fc.constantFrom(1, 2).map((specialDayId) => [{ specialDayId }]), weight: 1 },
  ),
  daysOfWeekApplicability: fc
    .subarray([...WEEKDAYS])
    .map((days) => days.map((dayOfWeekId) => ({ dayOfWeekId }))),
  scheduleDatesAndTime: fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.constantFrom(0, 30), dates })
    .map(({ hour, minute, dates: of }) => ({ switchTime: hour * 3600 + minute * 60, ...of })),
});
const calendar = fc.record({
  electricitySpecialDays: fc.record({
    1: fc.record({ date: openDate }),
    2: fc.record({ date: openDate }),
  }),
  schedules: fc.array(schedule, { minLength: 1, maxLength: 5 }),
}) as fc.Arbitrary<Calendar>;

export const limits: fc.Arbitrary<Limits> = fc.record({
  capPence: fc.constantFrom(0, 30, 500, 65_535),
  emergency: fc.constantFrom(0, 50_000, 100_000, 500_000),
  offered: fc.integer({ min: -50_000, max: 200_000 }),
  low: fc.integer({ min: -50_000, max: 300_000 }),
  balance: fc.constantFrom(500_000, 25_000_000),
  topUp: fc.constantFrom(200_000, 10_000_000),
  calendar,
});

const recovery = fc.record({
  debtRecoveryRate: fc.integer({ min: 0, max: 20_000 }),
  debtRecoveryRatePriceScale: fc.constantFrom(-5, -5, -6, -8),
  debtRecoveryRatePeriod: fc.constantFrom('HOURLY' as const, 'DAILY' as const),
});
const debt = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60_000 }), fc.constant(400_000));
export const debts: fc.Arbitrary<Debts> = fc.record({
  timeDebtRegister1: debt,
  timeDebtRegister2: debt,
  paymentDebtRegister: debt,
  debtRecoveryPerPayment: fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.constant(2500)),
  recovery: fc.record({
    electricity: fc.record({ elecDebtRecovery1: recovery, elecDebtRecovery2: recovery }),
  }),
}) as fc.Arbitrary<Debts>;
