/** The account of a new meter: no debts, nothing lent, no UTRN seen. */
import type { FactorySettings } from '../provision.ts';
import type { MeterState } from '../state.ts';

type Account = Pick<
  MeterState,
  'prepayment' | 'paymentTerms' | 'debts' | 'debtRecovery' | 'topUps'
>;
type Terms = Pick<FactorySettings, 'mode' | 'balanceMillipence' | 'disablementThresholdMillipence'>;

const NO_DEBT = { leftMillipence: 0, remainderMicropence: 0 };
const NO_RECOVERY = { rate: 0, scale: 0, period: 'DAILY' } as const;

/** `chargedHour`: UTC seconds / 3,600, up to which nothing is owed. */
export function firstAccount(terms: Terms, chargedHour: number): Account {
  const { mode, balanceMillipence, disablementThresholdMillipence } = terms;
  return {
    prepayment: {
      mode,
      balanceMillipence,
      costRemainder: 0,
      emergency: 'none',
      emergencyUsedMillipence: 0,
      isCreditLow: false,
      isDisablementSuspended: false,
      chargedHour,
    },
    paymentTerms: {
      disablementThresholdMillipence,
      suspendDebtDisabled: false,
      suspendDebtEmergency: false,
      otherBalanceMillipence: 0,
    },
    debts: {
      timeDebt1: NO_DEBT,
      timeDebt2: NO_DEBT,
      paymentDebtMillipence: 0,
      accumulatedDebtMillipence: 0,
      capWeek: 0,
      recoveredInWeekMillipence: 0,
    },
    debtRecovery: { timeDebt1: NO_RECOVERY, timeDebt2: NO_RECOVERY, perPaymentBasisPoints: 0 },
    topUps: {
      highestToken: 0n,
      tokenWindow: new Uint8Array(16),
      wrongTokens: 0,
      lockedUntilBoardSeconds: 0,
      credits: 0,
      debtPayments: 0,
    },
  };
}
