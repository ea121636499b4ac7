import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { retrieveBillingDataLogDebtPayments } from '../../../protocol/services/retrieve-billing-data-log-debt-payments.ts';
import { retrieveBillingDataLogPrepaymentCredits } from '../../../protocol/services/retrieve-billing-data-log-prepayment-credits.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { START, utrn } from '../bench.testing.ts';
import { ALWAYS, bench, DEBTS, gasBench, outcome, read } from './prepayment.testing.ts';

const DAY = 86_400;

const debt = suite('debts at the meter');

debt('are set, collected with the hours and days, and read', () => {
  const at = bench();
  assert.is(outcome(at, updateDebt, DEBTS), 'done');
  at.meter.run(START + DAY + 1);
  const { messageSuccess, ...account } = read(at, readInstantaneousPrepayValues, {});
  assert.is(messageSuccess, true);
  assert.equal(account, {
    emergencyCreditBalance: 0,
    accumulatedDebtRegister: 0,
    paymentDebtRegister: 500_000,
    timeDebtRegister1: 270_000,
    timeDebtRegister2: 200_000 - 24 * 1500,
    meterBalance: 1_000_000 - 30_000 - 24 * 1500,
  });
});

debt('each that ends is told, and the supply goes when they leave too little', () => {
  const at = bench(200_000);
  outcome(at, updateDebt, { ...DEBTS, timeDebtRegister1: 30_000, timeDebtRegister2: 1500 });
  at.meter.run(START + DAY);
  assert.equal(at.alerts(), [
    alertCodes.timeDebt2Collected,
    alertCodes.lowCredit,
    alertCodes.timeDebt1Collected,
  ]);
  outcome(at, updateDebt, { ...DEBTS, timeDebtRegister1: 900_000, timeDebtRegister2: 0 });
  at.meter.run(START + 7 * DAY);
  assert.is(at.meter.state.prepayment.balanceMillipence, 200_000 - 31_500 - 6 * 30_000);
  assert.is(at.meter.state.supply.disabledBy, 'credit');
});

debt('out of range is refused whole, by the name of the field', () => {
  const at = bench();
  const before = at.meter.state.debts;
  const negative = (field: 'timeDebtRegister1' | 'timeDebtRegister2' | 'paymentDebtRegister') =>
    outcome(at, updateDebt, { ...DEBTS, [field]: -1 });
  assert.is(negative('timeDebtRegister1'), 'timeDebtRegister1OutOfRange');
  assert.is(negative('timeDebtRegister2'), 'timeDebtRegister2OutOfRange');
  assert.is(negative('paymentDebtRegister'), 'paymentDebtRegisterOutOfRange');
  const rate = (debtRecoveryRate: number, debtRecoveryRatePriceScale: number) => {
    const one = { debtRecoveryRate, debtRecoveryRatePriceScale };
    const elecDebtRecovery1 = { ...one, debtRecoveryRatePeriod: 'DAILY' as const };
    const { elecDebtRecovery2 } = DEBTS.recovery.electricity ?? { elecDebtRecovery2: undefined };
    assert.ok(elecDebtRecovery2);
    const electricity = { elecDebtRecovery1, elecDebtRecovery2 };
    return outcome(at, updateDebt, { ...DEBTS, recovery: { electricity } });
  };
  assert.is(rate(-1, 0), 'debtRecovery1OutOfRange');
  assert.is(rate(1, -9), 'debtRecovery1OutOfRange');
  assert.is(rate(1001, 0), 'debtRecovery1OutOfRange');
  assert.is(at.meter.state.debts, before);
  assert.is(rate(0, 127), 'done');
  assert.is(rate(1000, 0), 'done');
});

debt('of the other fuel is refused', () => {
  assert.is(outcome(gasBench(), updateDebt, DEBTS), 'argumentsRefused');
});

debt('of gas has rates in millipence', () => {
  const at = gasBench();
  const gas = (debtRecoveryRate: number) =>
    ({ debtRecoveryRate, debtRecoveryRatePeriod: 'DAILY' }) as const;
  const recovery = { gas: { gasDebtRecovery1: gas(50_000), gasDebtRecovery2: gas(7) } };
  assert.is(outcome(at, updateDebt, { ...DEBTS, recovery }), 'done');
  at.meter.run(START + DAY);
  const { timeDebtRegister1, timeDebtRegister2 } = read(at, readInstantaneousPrepayValues, {});
  assert.equal([timeDebtRegister1, timeDebtRegister2], [250_000, 199_993]);
});

debt(
  'paid by top-ups stands in the log of debt payments, and every top-up in that of credits',
  () => {
    const at = bench();
    outcome(at, updateDebt, { ...DEBTS, timeDebtRegister1: 0, timeDebtRegister2: 0 });
    for (let n = 1; n <= 12; n++) {
      at.meter.run(START + n * 60);
      assert.is(outcome(at, topUpDevice, { utrn: utrn(n, n) }), 'done');
    }
    const { payments } = read(at, retrieveBillingDataLogDebtPayments, ALWAYS);
    const { credits } = read(at, retrieveBillingDataLogPrepaymentCredits, ALWAYS);
    const entry = (n: number, amount: number) => ({ amount, timestamp: START + n * 60 });
    // A tenth of each: the debt of 5 pounds ends with 50 pence of the tenth top-up.
    assert.equal(
      payments,
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => entry(n, n * 10_000)).concat([entry(10, 50_000)]),
    );
    assert.equal(
      credits,
      [8, 9, 10, 11, 12].map((n) => entry(n, n * 100_000)),
    );
    const readLogPeriod = { startDateTime: START + 9 * 60, endDateTime: START + 10 * 60 };
    const some = read(at, retrieveBillingDataLogPrepaymentCredits, { readLogPeriod });
    assert.is(some.credits?.length, 2);
    assert.ok(at.alerts().includes(alertCodes.paymentDebtCollected));
  },
);
debt.run();
