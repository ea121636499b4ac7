/** States of the account, for tests. */
import { Bench, PREPAYMENT, priced, START } from '../bench.testing.ts';
import { type DocumentOf, withDocument } from '../documents/documents.ts';
import type { DebtRecovery, Debts, MeterState, Prepayment } from '../state.ts';

const base: MeterState = new Bench({ settings: priced(PREPAYMENT, 27_000) }).meter.state;

export type Parts = {
  readonly prepayment?: Partial<Prepayment>;
  readonly limits?: Partial<MeterState['limits']>;
  readonly paymentTerms?: Partial<MeterState['paymentTerms']>;
  readonly debts?: Partial<Debts>;
  readonly debtRecovery?: Partial<DebtRecovery>;
  readonly supply?: MeterState['supply'];
  readonly variant?: MeterState['variant'];
};

/** A meter in prepayment mode, just made at the START, with no standing charge, but for these. */
export function stateWith(parts: Parts): MeterState {
  return {
    ...base,
    prepayment: { ...base.prepayment, ...parts.prepayment },
    limits: { ...base.limits, ...parts.limits },
    paymentTerms: { ...base.paymentTerms, ...parts.paymentTerms },
    debts: { ...base.debts, ...parts.debts },
    debtRecovery: { ...base.debtRecovery, ...parts.debtRecovery },
    supply: parts.supply ?? base.supply,
    variant: parts.variant ?? base.variant,
  };
}

export function at(state: MeterState, utcSeconds: number): MeterState {
  const boardSeconds = utcSeconds - state.clock.offsetSeconds;
  return { ...state, metrology: { ...state.metrology, boardSeconds } };
}

export const afterStart = (state: MeterState, seconds: number) => at(state, START + seconds);

type Electricity = NonNullable<DocumentOf<'prepayment'>['configuration']['electricity']>;
export type ElectricityCalendar = Electricity['electricityNonDisablementCalendar'];

export const CONFIGURATION: Omit<Electricity, 'electricityNonDisablementCalendar'> = {
  debtRecoveryRateCap: 30,
  emergencyCreditLimit: 300_000,
  emergencyCreditThreshold: 100_000,
  lowCreditThreshold: 200_000,
  maxMeterBalance: 5_000_000,
  maxCreditThreshold: 1_000_000,
};

type Schedule = ElectricityCalendar['schedules'][number];
export const EVERY_DAY = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** All year round on these weekdays, or special days. */
export function schedule(
  nonDisablementScript: 'START' | 'STOP',
  switchTime: number,
  weekdays: readonly (typeof EVERY_DAY)[number][] = EVERY_DAY,
  specialDays: readonly number[] = [],
): Schedule {
  return {
    nonDisablementScript,
    specialDaysApplicability: specialDays.map((specialDayId) => ({ specialDayId })),
    daysOfWeekApplicability: weekdays.map((dayOfWeekId) => ({ dayOfWeekId })),
    scheduleDatesAndTime: { switchTime, startDate: 65535_0101, endDate: 65535_1231 },
  };
}

export function withCalendar(
  state: MeterState,
  electricityNonDisablementCalendar: ElectricityCalendar,
): MeterState {
  return withDocument(state, 'prepayment', {
    configuration: { electricity: { ...CONFIGURATION, electricityNonDisablementCalendar } },
  });
}
