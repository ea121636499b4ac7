import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { activateEmergencyCredit } from '../../../protocol/services/activate-emergency-credit.ts';
import { readMeterBalance } from '../../../protocol/services/read-meter-balance.ts';
import { readPrepaymentDailyReadLog } from '../../../protocol/services/read-prepayment-daily-read-log.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { START } from '../bench.testing.ts';
import { ALWAYS, bench, DEBTS, gasBench, outcome, read } from './prepayment.testing.ts';

const DAY = 86_400;

const balance = suite('the balance and the supplier');

balance('is moved or set to nothing in the mode that is named', () => {
  const at = bench();
  const ask = (request: ValueOf<(typeof updateMeterBalance)['request']>) =>
    outcome(at, updateMeterBalance, request);
  assert.is(ask({ prepaymentMode: { adjustMillipence: -250_000 } }), 'done');
  assert.is(read(at, readMeterBalance, {}).meterBalance, 750_000);
  assert.is(ask({ creditMode: { reset: {} } }), 'notInThisMode');
  assert.is(ask({ prepaymentMode: { adjustMillipence: 2 ** 31 - 1 } }), 'balanceOutOfRange');
  assert.is(read(at, readMeterBalance, {}).meterBalance, 750_000);
  assert.is(ask({ prepaymentMode: { reset: {} } }), 'done');
  assert.is(read(at, readMeterBalance, {}).meterBalance, 0);
});

balance('of gas is one for each mode, and the mode chooses', () => {
  const at = gasBench();
  assert.is(outcome(at, updateMeterBalance, { creditMode: { adjustMillipence: -77 } }), 'done');
  const both = () => {
    const { meterBalance, gas } = read(at, readMeterBalance, {});
    return [meterBalance, gas?.meterBalancePrepaymentMode, at.meter.state.prepayment.mode];
  };
  assert.equal(both(), [-77, 1_000_000, 'prepayment']);
  assert.is(outcome(at, updatePaymentMode, { mode: { credit: {} } }), 'done');
  assert.equal(both(), [-77, 1_000_000, 'credit']);
  assert.is(at.meter.state.prepayment.balanceMillipence, -77);
});

balance('emergency credit is activated by command where it is on offer', () => {
  const at = bench();
  assert.is(outcome(at, activateEmergencyCredit, {}), 'emergencyCreditNotOnOffer');
  outcome(at, updateMeterBalance, { prepaymentMode: { adjustMillipence: -1_000_001 } });
  assert.is(at.meter.state.supply.position, 'disabled');
  assert.is(outcome(at, activateEmergencyCredit, {}), 'done');
  assert.is(at.meter.state.supply.position, 'armed');
  assert.is(outcome(at, activateEmergencyCredit, {}), 'done', 'it is active afterwards');
  assert.equal(at.alerts().slice(-2), [
    alertCodes.emergencyCreditActivated,
    alertCodes.armedForEmergencyCredit,
  ]);
  outcome(at, updatePaymentMode, { mode: { credit: {} } });
  assert.is(outcome(at, activateEmergencyCredit, {}), 'notInThisMode');
});

balance('and debts of every midnight are in the daily log', () => {
  const at = bench();
  outcome(at, updateDebt, DEBTS);
  at.meter.run(START + 3 * DAY + 1);
  const { log } = read(at, readPrepaymentDailyReadLog, ALWAYS);
  assert.equal(
    log.electricity?.map(({ timestamp = 0 }) => (timestamp - START) / DAY),
    [1, 2, 3],
  );
  const last = log.electricity?.at(-1);
  assert.equal([last?.paymentDebtRegister, last?.accumulatedDebtRegister], [500_000, 0]);
  assert.equal(
    last?.meterBalance,
    1_000_000 - 500_000 + (last?.timeDebtRegister1 ?? 0) + (last?.timeDebtRegister2 ?? 0),
  );
});
balance.run();
