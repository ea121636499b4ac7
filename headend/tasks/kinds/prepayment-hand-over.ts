/** The account in a prepayment meter, read once and told to both suppliers: they settle it between them. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import type { Kind } from './kind.ts';
import { aboutSwitch, bothSuppliers, ofDevice, toBoth } from './of-switch.ts';

type Account = ValueOf<NonNullable<typeof readInstantaneousPrepayValues.response>>;

export const prepaymentHandOver: Kind = {
  next(_world, task) {
    const because = `own: prepayment account, change of supplier ${aboutSwitch(task).switchId ?? 'none'}`;
    return { kind: 'ask', service: readInstantaneousPrepayValues, body: {}, because };
  },

  answered(_world, task, { answer }, nowUtcSeconds) {
    const readAt = answer.deviceUtcSeconds ?? nowUtcSeconds;
    const account = amountsOf(answer.result as Account);
    const events = toBoth(task, (side) => ({
      prepaymentHandOver: { ...ofDevice(task), side, readAt, ...account },
    }));
    return { kind: 'done', follows: { events } };
  },

  concerned: (_world, task) => bothSuppliers(task),
};

function amountsOf(account: Account) {
  const amounts = {
    meterBalanceMillipence: account.meterBalance,
    emergencyCreditMillipence: account.emergencyCreditBalance,
    accumulatedDebtMillipence: account.accumulatedDebtRegister,
    paymentDebtMillipence: account.paymentDebtRegister,
    timeDebt1Millipence: account.timeDebtRegister1,
    timeDebt2Millipence: account.timeDebtRegister2,
  };
  const known = Object.entries(amounts).filter(([, amount]) => amount !== undefined);
  return Object.fromEntries(known) as { [K in keyof typeof amounts]?: number };
}
