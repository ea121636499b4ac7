/** The account as the reads of group 4 name it. */
import type { Account } from '../prepayment/account.ts';

export function accountFields(account: Account) {
  return {
    accumulatedDebtRegister: account.accumulatedDebtMillipence,
    emergencyCreditBalance: account.emergencyCreditMillipence,
    meterBalance: account.balanceMillipence,
    paymentDebtRegister: account.paymentDebtMillipence,
    timeDebtRegister1: account.timeDebt1Millipence,
    timeDebtRegister2: account.timeDebt2Millipence,
  };
}
