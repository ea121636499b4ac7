import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { activateEmergencyCredit } from '../../../protocol/services/activate-emergency-credit.ts';
import { readDeviceConfigurationPaymentMode } from '../../../protocol/services/read-device-configuration-payment-mode.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, PREPAYMENT, priced, START } from '../bench.testing.ts';
import { bench, DEBTS, outcome, read } from './prepayment.testing.ts';

const HOUR = 3600;
const DAY = 86_400;

const mode = suite('the payment mode');

const prepayment = (suspended: boolean, disablementThreshold = 0) => ({
  mode: {
    prepayment: {
      suspendDebtDisabled: suspended,
      suspendDebtEmergency: suspended,
      disablementThreshold,
    },
  },
});

mode('is read with the flags that came with it', () => {
  const at = bench();
  assert.is(outcome(at, updatePaymentMode, prepayment(true)), 'done');
  assert.equal(read(at, readDeviceConfigurationPaymentMode, {}), {
    messageSuccess: true,
    paymentMode: 'Prepayment',
    suspendDebtEmergency: true,
    suspendDebtDisabled: true,
  });
});

mode('left while in debt, what was lent and accumulated is owed; debts wait', () => {
  const at = bench(50_000);
  outcome(at, updatePaymentMode, prepayment(true));
  outcome(at, activateEmergencyCredit, {});
  outcome(at, updateDebt, DEBTS);
  at.meter.run(START + DAY);
  const before = at.meter.state.debts;
  assert.is(before.accumulatedDebtMillipence, 30_000 + 24 * 1500);
  outcome(at, updatePaymentMode, { mode: { credit: {} } });
  assert.is(at.meter.state.prepayment.balanceMillipence, 50_000 - 66_000);
  at.meter.run(START + 2 * DAY);
  assert.equal(at.meter.state.debts, { ...before, accumulatedDebtMillipence: 0 });
  outcome(at, updatePaymentMode, prepayment(false));
  at.meter.run(START + 2 * DAY + HOUR);
  assert.is(at.meter.state.debts.timeDebt2.leftMillipence, before.timeDebt2.leftMillipence - 1500);
});

mode('come back to is as new: nothing is lent any more, and the customer is warned again', () => {
  for (const isLent of [false, true]) {
    const settings = { ...priced(PREPAYMENT, 36_000), balanceMillipence: 50_000 };
    const at = new Bench({ settings, sensor: new ConstantLoad(1000) });
    at.meter.run(START + 1);
    if (isLent) outcome(at, activateEmergencyCredit, {});
    assert.is(at.meter.state.prepayment.isCreditLow, !isLent);
    outcome(at, updatePaymentMode, { mode: { credit: {} } });
    at.meter.run(START + 2 * HOUR);
    assert.is(at.meter.state.prepayment.balanceMillipence, 50_000 - 72_000);
    const told = at.alerts().length;
    outcome(at, updatePaymentMode, prepayment(false, -50_000));
    const { emergencyCreditAvailable, lowCredit } = alertCodes;
    assert.equal(at.alerts().slice(told), [emergencyCreditAvailable, lowCredit]);
  }
});

mode('is written into the billing log when it changes, and only then', () => {
  const at = bench();
  const written = () => at.meter.state.billing.changeEntries;
  outcome(at, updatePaymentMode, prepayment(true));
  assert.is(written(), 0);
  outcome(at, updatePaymentMode, { mode: { credit: {} } });
  assert.is(written(), 1);
});

mode('a threshold that no balance could reach is refused', () => {
  const at = bench();
  const most = at.meter.state.limits.maximumBalanceMillipence;
  const why = outcome(at, updatePaymentMode, prepayment(false, most));
  assert.is(why, 'disablementThresholdOutOfRange');
  assert.is(outcome(at, updatePaymentMode, prepayment(false, most - 1)), 'done');
});
mode.run();
