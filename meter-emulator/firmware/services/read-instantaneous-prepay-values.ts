/** SRV 4.3 at the meter. It has no debt registers yet, so it says nothing of debts, not that they are 0. */
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { emergencyLeft } from '../prepayment/credit.ts';
import { read } from './executor.ts';

const INT32_MAX = 2 ** 31 - 1;

/** The field has 32 bits; a register past them stands at its end. */
function int32(millipence: number): number {
  return Math.min(INT32_MAX, Math.max(-INT32_MAX - 1, millipence));
}

export const executeReadInstantaneousPrepayValues = read(
  readInstantaneousPrepayValues,
  ({ state: { prepayment, limits } }) => ({
    messageSuccess: true,
    emergencyCreditBalance: int32(emergencyLeft(prepayment, limits)),
    meterBalance: int32(prepayment.balanceMillipence),
  }),
);
