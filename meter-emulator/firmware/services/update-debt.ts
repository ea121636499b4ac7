/** SRV 2.3 at the meter: the registers of debt are set, and how fast they are collected. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { unchanged } from '../events/event.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { recoveryMicropence } from '../prepayment/debts.ts';
import type { DebtRecovery } from '../state.ts';
import { change } from './executor.ts';

type Request = ValueOf<(typeof updateDebt)['request']>;

/** A gas meter is given rates in millipence. */
const GAS_SCALE = -5;

export const executeUpdateDebt = change(updateDebt, ({ state }, request) => {
  if ((request.recovery.gas !== undefined) !== isGasMeter(state)) {
    const step = unchanged(state);
    return { kind: 'refused', why: 'argumentsRefused', field: 'recovery', step };
  }
  const recovery = recoveryOf(request);
  const why = refusalOf(request, recovery);
  if (why) return { kind: 'refused', why, step: unchanged(state) };
  const step = unchanged({
    ...state,
    debtRecovery: recovery,
    debts: {
      ...state.debts,
      timeDebt1: { leftMillipence: request.timeDebtRegister1, remainderMicropence: 0 },
      timeDebt2: { leftMillipence: request.timeDebtRegister2, remainderMicropence: 0 },
      paymentDebtMillipence: request.paymentDebtRegister,
    },
  });
  return { kind: 'done', step, response: { messageSuccess: true } };
});

function refusalOf(request: Request, { timeDebt1, timeDebt2 }: DebtRecovery) {
  if (request.timeDebtRegister1 < 0) return 'timeDebtRegister1OutOfRange';
  if (request.timeDebtRegister2 < 0) return 'timeDebtRegister2OutOfRange';
  if (request.paymentDebtRegister < 0) return 'paymentDebtRegisterOutOfRange';
  if (recoveryMicropence(timeDebt1) === undefined) return 'debtRecovery1OutOfRange';
  return recoveryMicropence(timeDebt2) === undefined ? 'debtRecovery2OutOfRange' : undefined;
}

function recoveryOf({ recovery, debtRecoveryPerPayment }: Request): DebtRecovery {
  const { electricity, gas } = recovery;
  const perPaymentBasisPoints = debtRecoveryPerPayment;
  return electricity
    ? {
        timeDebt1: ofElectricity(electricity.elecDebtRecovery1),
        timeDebt2: ofElectricity(electricity.elecDebtRecovery2),
        perPaymentBasisPoints,
      }
    : {
        timeDebt1: ofGas(gas.gasDebtRecovery1),
        timeDebt2: ofGas(gas.gasDebtRecovery2),
        perPaymentBasisPoints,
      };
}

type Electricity = NonNullable<Request['recovery']['electricity']>['elecDebtRecovery1'];
type Gas = NonNullable<Request['recovery']['gas']>['gasDebtRecovery1'];

function ofElectricity(recovery: Electricity): DebtRecovery['timeDebt1'] {
  const { debtRecoveryRate, debtRecoveryRatePriceScale, debtRecoveryRatePeriod } = recovery;
  return {
    rate: debtRecoveryRate,
    scale: debtRecoveryRatePriceScale,
    period: debtRecoveryRatePeriod,
  };
}

function ofGas({ debtRecoveryRate, debtRecoveryRatePeriod }: Gas): DebtRecovery['timeDebt1'] {
  return { rate: debtRecoveryRate, scale: GAS_SCALE, period: debtRecoveryRatePeriod };
}
