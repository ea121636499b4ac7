/** SRV 4.18 at the meter: of a gas meter the balance of credit mode, and apart from it that of prepayment. */
import { readMeterBalance } from '../../../protocol/services/read-meter-balance.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { int32 } from '../prepayment/account.ts';
import { read } from './executor.ts';

export const executeReadMeterBalance = read(readMeterBalance, ({ state }) => {
  const { mode, balanceMillipence } = state.prepayment;
  const inForce = int32(balanceMillipence);
  if (!isGasMeter(state)) return { messageSuccess: true, meterBalance: inForce };
  const other = int32(state.paymentTerms.otherBalanceMillipence);
  const [credit, prepayment] = mode === 'credit' ? [inForce, other] : [other, inForce];
  return {
    messageSuccess: true,
    meterBalance: credit,
    gas: { meterBalancePrepaymentMode: prepayment },
  };
});
