/** The limits of prepayment, the hours without disablement and the debts, as the known answers write them. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { updateDebt } from '../../../protocol/services/update-debt.ts';
import type { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import type { Kind } from './case-meter.testing.ts';
import { openDateOf, WEEKDAYS } from './case-tariff.testing.ts';
import { millipenceOf, partsOf, scaled } from './case-text.testing.ts';

type Configuration = ValueOf<typeof updatePrepayConfiguration.request>;
type Debts = ValueOf<typeof updateDebt.request>;

const FULL_WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
const EVERY_YEAR = { startDate: 65535_0101, endDate: 65535_1231 };
const DEFAULTS: Readonly<Record<string, number>> = {
  emergency: 500_000,
  offered: 100_000,
  warned: 200_000,
  cap: 2_000_000,
  balance: 25_000_000,
  'top-up': 10_000_000,
};

const secondsOf = (clock: string) =>
  Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3, 5)) * 60;

function limitsOf(lines: readonly string[]): Readonly<Record<string, number>> {
  const limits = { ...DEFAULTS };
  for (const part of lines
    .filter((line) => !/^(start|stop|special) /.test(line))
    .flatMap(partsOf)) {
    const [, name = '', amount = ''] = /^([a-z-]+)(?: (?:below|to))? (\S+)$/.exec(part) ?? [];
    if (!(name in limits)) throw new Error(`no limit: "${part}"`);
    limits[name] = millipenceOf(amount);
  }
  return limits;
}

/** "start 18:00 on Mon Tue" and "stop 09:00 on special 1". */
function scheduleOf(line: string) {
  const [, script = '', clock = '', days = ''] =
    /^(start|stop) (\d\d:\d\d) on (.*)$/.exec(line) ?? [];
  if (days === '') throw new Error(`no schedule: "${line}"`);
  const special = /^special ([\d ]+)$/.exec(days)?.[1]?.split(' ') ?? [];
  const weekdays = special.length > 0 ? [] : days === 'every day' ? WEEKDAYS : days.split(' ');
  return {
    nonDisablementScript: script.toUpperCase() as 'START' | 'STOP',
    specialDaysApplicability: special.map((id) => ({ specialDayId: Number(id) })),
    daysOfWeekApplicability: weekdays.map((day) => ({
      dayOfWeekId: FULL_WEEKDAYS[WEEKDAYS.indexOf(day)] ?? 'Monday',
    })),
    scheduleDatesAndTime: { switchTime: secondsOf(clock), ...EVERY_YEAR },
  };
}

function specialDaysOf(lines: readonly string[]) {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, id, date] = /^special (\d+) is (.*)$/.exec(line) ?? [];
      return id === undefined ? [] : [[Number(id), { date: openDateOf(date as string) }]];
    }),
  );
}

/** The cap of electricity is in pence. */
const MILLIPENCE_PER_PENNY = 1000;
const NEVER = 'stop 00:00 on every day';

export function configurationOf(kind: Kind, lines: readonly string[]): Configuration {
  const limits = limitsOf(lines);
  const written = lines.filter((line) => /^(start|stop) /.test(line));
  const schedules = (written.length > 0 ? written : [NEVER]).map(scheduleOf);
  const cap = limits['cap'] ?? 0;
  const common = {
    debtRecoveryRateCap: kind === 'gas' ? cap : cap / MILLIPENCE_PER_PENNY,
    emergencyCreditLimit: limits['emergency'],
    emergencyCreditThreshold: limits['offered'],
    lowCreditThreshold: limits['warned'],
    maxMeterBalance: limits['balance'],
    maxCreditThreshold: limits['top-up'],
  };
  const electricityNonDisablementCalendar = {
    electricitySpecialDays: specialDaysOf(lines),
    schedules,
  };
  const configuration =
    kind === 'gas'
      ? { gas: { ...common, gasNonDisablementCalendar: gasCalendarOf(schedules) } }
      : { electricity: { ...common, electricityNonDisablementCalendar } };
  return { configuration } as Configuration;
}

/** Of gas: the same starts and stops on every day. */
const gasCalendarOf = (schedules: readonly ReturnType<typeof scheduleOf>[]) => ({
  dayProfiles: [
    {
      timeStartActions: schedules.map(({ nonDisablementScript, scheduleDatesAndTime }) => ({
        startTime: scheduleDatesAndTime.switchTime,
        nonDisablementAction: nonDisablementScript,
      })),
      gasDayName: 1,
    },
  ],
  weekProfiles: [{ weekName: 1, referencedDayNames: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1 } }],
  seasonProfiles: [{ seasonStartDate: openDateOf('2015-01-01'), referencedWeekName: 1 }],
  specialDays: [],
});

/** A rate in pounds as its digits say: £0.000015 is 15 with a scale of −6. */
type Rate = {
  readonly value: number;
  readonly scale: number;
  readonly period: 'HOURLY' | 'DAILY';
};
type TimeDebt = { readonly owed: number; readonly rate: Rate };
const NOTHING: TimeDebt = { owed: 0, rate: { value: 0, scale: -5, period: 'DAILY' } };
const MILLIPENCE_SCALE = -5;

const TIME_DEBT = /^time ([12]) (\S+) at £([\d.]+) (hourly|daily)$/;
const PAYMENT_DEBT = /^payment (\S+) at ([\d.]+) %$/;

function timeDebtOf(lines: readonly string[], n: number): TimeDebt {
  const match = lines.map((line) => TIME_DEBT.exec(line)).find((one) => one?.[1] === String(n));
  if (!match) return NOTHING;
  const [, , owed = '', rate = '', period = ''] = match;
  const scale = -(rate.split('.')[1]?.length ?? 0);
  return {
    owed: millipenceOf(owed),
    rate: {
      value: scaled(rate, -scale),
      scale,
      period: period.toUpperCase() as Rate['period'],
    },
  };
}

/** "time 1 £10.00 at £0.10 hourly", "payment £20.00 at 25 %"; what is not written is nothing. */
export function debtsOf(kind: Kind, lines: readonly string[]): Debts {
  const [first, second] = [timeDebtOf(lines, 1), timeDebtOf(lines, 2)];
  for (const line of lines)
    if (!TIME_DEBT.test(line) && !PAYMENT_DEBT.test(line)) throw new Error(`no debt: "${line}"`);
  const payment = lines.map((line) => PAYMENT_DEBT.exec(line));
  const [, owed = '£0', share = '0'] = payment.find((match) => match !== null) ?? [];
  return {
    timeDebtRegister1: first.owed,
    timeDebtRegister2: second.owed,
    paymentDebtRegister: millipenceOf(owed),
    debtRecoveryPerPayment: scaled(share, 2),
    recovery:
      kind === 'gas'
        ? gasRecovery(first.rate, second.rate)
        : electricityRecovery(first.rate, second.rate),
  };
}

const gasOf = ({ value, scale, period }: Rate) => ({
  debtRecoveryRate: scaled(String(value), scale - MILLIPENCE_SCALE),
  debtRecoveryRatePeriod: period,
});
const gasRecovery = (first: Rate, second: Rate): Debts['recovery'] => ({
  gas: { gasDebtRecovery1: gasOf(first), gasDebtRecovery2: gasOf(second) },
});

const electricityOf = ({ value, scale, period }: Rate) => ({
  debtRecoveryRate: value,
  debtRecoveryRatePriceScale: scale,
  debtRecoveryRatePeriod: period,
});
const electricityRecovery = (first: Rate, second: Rate): Debts['recovery'] => ({
  electricity: {
    elecDebtRecovery1: electricityOf(first),
    elecDebtRecovery2: electricityOf(second),
  },
});
