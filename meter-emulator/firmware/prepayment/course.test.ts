import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { Bench, PREPAYMENT, START } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import type { FactorySettings } from '../provision.ts';
import { flatGasTariff, flatTariff } from '../tariff/flat-tariff.ts';

const HOUR = 3600;

const test = suite('credit in time');

type Scene = {
  readonly balance: number;
  readonly flows: readonly number[];
  readonly hourly: number;
  readonly owed: number;
  readonly standing: number;
  readonly suspendDebtEmergency: boolean;
  readonly isGas: boolean;
};
const scene: fc.Arbitrary<Scene> = fc.record({
  balance: fc.integer({ min: 0, max: 250_000 }),
  // Watts, or litres an hour.
  flows: fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 1, maxLength: 4 }),
  hourly: fc.integer({ min: 0, max: 200 }),
  owed: fc.integer({ min: 0, max: 90_000 }),
  standing: fc.integer({ min: 0, max: 60_000 }),
  suspendDebtEmergency: fc.boolean(),
  isGas: fc.boolean(),
});

const PRICE = 30_123;

function benchOf({ balance, flows, hourly, owed, standing, suspendDebtEmergency, isGas }: Scene) {
  const sensor: Sensor = {
    measure: (at) => {
      const flow = flows[Math.floor((at - START) / 1000) % flows.length] ?? 0;
      return isGas ? { activeWatts: 0, litresPerHour: flow } : { activeWatts: flow };
    },
    nextChange: (after) => after + 1000 - ((after - START) % 1000),
  };
  const tariff = (isGas ? flatGasTariff : flatTariff)(PRICE, standing);
  const variant = { ...PREPAYMENT.variant, kind: isGas ? 'gas' : 'singleElement' } as const;
  // A quarter of an hour before a midnight.
  const clock = { offsetSeconds: -HOUR / 4, status: 'reliable' } as const;
  const settings: FactorySettings = {
    ...PREPAYMENT,
    tariff,
    variant,
    clock,
    balanceMillipence: balance,
  };
  const bench = new Bench({ settings, sensor });
  bench.ask(updatePaymentMode, {
    mode: {
      prepayment: { suspendDebtDisabled: false, suspendDebtEmergency, disablementThreshold: 0 },
    },
  });
  const rate = {
    debtRecoveryRate: hourly * (isGas ? 100 : 1),
    debtRecoveryRatePeriod: 'HOURLY',
  } as const;
  const one = { ...rate, debtRecoveryRatePriceScale: -3 };
  bench.ask(updateDebt, {
    timeDebtRegister1: owed,
    timeDebtRegister2: 0,
    paymentDebtRegister: 0,
    debtRecoveryPerPayment: 0,
    recovery: isGas
      ? { gas: { gasDebtRecovery1: rate, gasDebtRecovery2: rate } }
      : { electricity: { elecDebtRecovery1: one, elecDebtRecovery2: one } },
  });
  return bench;
}

/** Emergency credit is taken after half an hour, if there is any. */
function live(bench: Bench, untilSeconds: number, stepSeconds: number): void {
  const to = (end: number) => {
    const begin = bench.meter.state.metrology.boardSeconds;
    for (let at = begin + stepSeconds; at < end; at += stepSeconds) bench.meter.run(at);
    bench.meter.run(end);
  };
  to(START + HOUR / 2);
  bench.meter.press('emergencyCredit');
  bench.meter.press('enableSupply');
  to(START + untilSeconds);
}

/** Lines of the log that begin with the second. */
const toldBy = (bench: Bench) => bench.log.filter((line) => /^\d/.test(line));

test('looked at every second, the account and all it tells are the same as looked at seldom', () => {
  const outcome = fc.check(
    fc.property(scene, (one) => {
      const [seldom, often] = [benchOf(one), benchOf(one)];
      live(seldom, 1.5 * HOUR, 2 * HOUR);
      live(often, 1.5 * HOUR, 1);
      assert.equal(toldBy(seldom), toldBy(often));
      const { prepayment, debts, supply } = seldom.meter.state;
      const other = often.meter.state;
      assert.equal([prepayment, debts, supply], [other.prepayment, other.debts, other.supply]);
    }),
    { seed: 2030, numRuns: 6 },
  );
  assert.not.ok(outcome.failed, fc.defaultReportMessage(outcome));
});
test.run();
