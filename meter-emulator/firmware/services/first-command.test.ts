/** The first command after a time without power: what came due in it is taken before, by what held then. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { Bench, PREPAYMENT, START } from '../bench.testing.ts';
import { flatTariff } from '../tariff/flat-tariff.ts';
import { DEBTS, outcome } from './prepayment.testing.ts';

const DAY = 86_400;
/** 20 pence a day, and three midnights without power. */
const STANDING = 20_000;
const DUE = 3 * STANDING;

function afterOutage(): Bench {
  const bench = new Bench({ settings: { ...PREPAYMENT, tariff: flatTariff(0, STANDING) } });
  bench.meter.run(START + 10);
  bench.reboot(START + 3 * DAY + 10);
  return bench;
}
const balance = ({ meter }: Bench) => meter.state.prepayment.balanceMillipence;

const test = suite('the first command after an outage');

test('brings a tariff: the days before it have the standing charge of the old one', () => {
  const bench = afterOutage();
  assert.is(outcome(bench, updateImportTariffPrimaryElement, flatTariff(0, 0)), 'done');
  bench.meter.run(START + 4 * DAY);
  assert.is(balance(bench), 1_000_000 - DUE);
});

test('sets the balance to nothing: nothing of before is taken from it after', () => {
  const bench = afterOutage();
  assert.is(outcome(bench, updateMeterBalance, { prepaymentMode: { reset: {} } }), 'done');
  bench.meter.run(START + 3 * DAY + 20);
  assert.is(balance(bench), 0);
});

test('sets debts, of which nothing was due before', () => {
  const bench = afterOutage();
  assert.is(outcome(bench, updateDebt, DEBTS), 'done');
  bench.meter.run(START + 3 * DAY + 20);
  assert.is(bench.meter.state.debts.timeDebt1.leftMillipence, DEBTS.timeDebtRegister1);
  assert.is(balance(bench), 1_000_000 - DUE);
});

test('changes the payment mode of an account that is up to date', () => {
  const bench = afterOutage();
  assert.is(outcome(bench, updatePaymentMode, { mode: { credit: {} } }), 'done');
  assert.is(balance(bench), 1_000_000 - DUE);
});
test.run();
