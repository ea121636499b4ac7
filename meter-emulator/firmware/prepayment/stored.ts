/** What a meter keeps of money. */
import {
  boolean,
  bytes,
  enumeration,
  int32,
  integer,
} from '../../../protocol/definition/scalars.ts';
import { required, struct } from '../../../protocol/definition/words.ts';
import { counter, millipence, number32 } from '../stored-words.ts';

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
  disablementThresholdMillipence: required(7, int32, 'Combined credit below it: supply stops.'),
  suspendDebtDisabled: required(8, boolean, 'Kept for when there are debts.'),
  suspendDebtEmergency: required(9, boolean, 'Kept for when there are debts.'),
  chargedDay: required(10, number32, 'The UTC day up to which the standing charge was taken.'),
  highestToken: required(11, counter, 'The highest top-up counter accepted.'),
  tokenWindow: required(12, bytes(16, 16), 'Bit n: the counter n below the highest was accepted.'),
  wrongTokens: required(13, number32, 'UTRNs refused as not authentic since the last good one.'),
});
