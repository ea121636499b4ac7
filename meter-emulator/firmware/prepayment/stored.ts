/** What a meter keeps of money: what changes with every half-hour apart from what seldom does. */
import {
  boolean,
  bytes,
  enumeration,
  int32,
  integer,
} from '../../../protocol/definition/scalars.ts';
import { required, struct, type ValueOf } from '../../../protocol/definition/words.ts';
import { priceScale } from '../../../protocol/services/tariff-shapes.ts';
import { debtRecoveryPeriod } from '../../../protocol/services/update-debt.ts';
import { counter, millipence, number32, seconds } from '../stored-words.ts';

const debtMillipence = integer(0, 2 ** 31 - 1);

/** Set by service 2.1. */
export const limits = struct({
  lowCreditThresholdMillipence: required(
    3,
    int32,
    'Combined credit below it: the customer is warned.',
  ),
  emergencyCreditThresholdMillipence: required(4, int32, 'Balance below it: credit is offered.'),
  emergencyCreditLimitMillipence: required(5, integer(0, 2 ** 31 - 1), 'What is lent.'),
  maximumBalanceMillipence: required(6, int32, 'No top-up may take the balance above it.'),
  maximumCreditMillipence: required(7, int32, 'No top-up may be of more.'),
  debtRecoveryCapMillipence: required(
    8,
    integer(0, 2 ** 33),
    'Most that top-ups of one week may pay off debt.',
  ),
});

/** Set by service 1.6. */
export const paymentTerms = struct({
  disablementThresholdMillipence: required(1, int32, 'Combined credit below it: supply stops.'),
  suspendDebtDisabled: required(2, boolean, 'Time-based debts stand still while supply is off.'),
  suspendDebtEmergency: required(
    3,
    boolean,
    'On emergency credit, debts and standing charge are accumulated, not taken.',
  ),
  otherBalanceMillipence: required(
    4,
    millipence,
    'Gas: the balance of the mode that is not in force.',
  ),
});

export const prepayment = struct({
  mode: required(1, enumeration({ credit: 1, prepayment: 2 }), 'Pay afterwards or first.'),
  balanceMillipence: required(2, millipence, 'The meter balance.'),
  costRemainder: required(
    3,
    integer(0, 3_599_999_999),
    'Cost not yet taken, in 1/3,600,000,000 millipence.',
  ),
  emergency: required(
    4,
    enumeration({ none: 1, offered: 2, active: 3, exhausted: 4 }),
    'Emergency credit.',
  ),
  emergencyUsedMillipence: required(5, integer(0, 2 ** 31), 'Of emergency credit, not repaid.'),
  isCreditLow: required(6, boolean, 'The customer has been warned.'),
  isDisablementSuspended: required(
    7,
    boolean,
    'Credit is used up; supply stays on until a non-disablement period ends.',
  ),
  chargedHour: required(
    8,
    number32,
    'UTC seconds / 3,600: charges and time-based debts are taken up to its beginning.',
  ),
});

const timeDebt = struct({
  leftMillipence: required(1, debtMillipence, 'Not collected yet.'),
  remainderMicropence: required(2, integer(0, 999), 'Due of it, too little to be taken.'),
});
export const debts = struct({
  timeDebt1: required(1, timeDebt, 'Taken over time.'),
  timeDebt2: required(2, timeDebt, 'Taken over time.'),
  paymentDebtMillipence: required(3, debtMillipence, 'Taken from top-ups.'),
  accumulatedDebtMillipence: required(4, millipence, 'Due while it could not be taken.'),
  capWeek: required(5, number32, 'The week of the last top-up that paid off debt.'),
  recoveredInWeekMillipence: required(6, debtMillipence, 'Paid off by top-ups in that week.'),
});

const recovery = struct({
  rate: required(1, int32, 'Per period, in pounds, times ten to the power of its scale.'),
  scale: required(2, priceScale, 'Power of ten; a gas meter knows millipence alone.'),
  period: required(3, debtRecoveryPeriod, 'How often it is taken.'),
});
/** Set by service 2.3. */
export const debtRecovery = struct({
  timeDebt1: required(1, recovery, 'How fast.'),
  timeDebt2: required(2, recovery, 'How fast.'),
  perPaymentBasisPoints: required(3, integer(0, 10_000), 'Share of a top-up, in 1/10,000.'),
});

export const topUps = struct({
  highestToken: required(1, counter, 'The highest top-up counter accepted.'),
  tokenWindow: required(2, bytes(16, 16), 'Bit n: the counter n below the highest was accepted.'),
  wrongTokens: required(3, number32, 'UTRNs keyed in that were not authentic since a good one.'),
  lockedUntilBoardSeconds: required(4, seconds, 'Until then no UTRN may be keyed in.'),
  credits: required(5, number32, 'Entries ever made in the log of credits.'),
  debtPayments: required(6, number32, 'Entries ever made in the log of debt payments.'),
});

/** Entries of the logs of payments, as MMC reads them. */
export const PAYMENTS_KEPT = { credits: 5, debtPayments: 10 } as const;

export type TimeDebt = ValueOf<typeof timeDebt>;
export type Recovery = ValueOf<typeof recovery>;
