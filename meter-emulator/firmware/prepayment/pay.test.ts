import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { START } from '../bench.testing.ts';
import { holds } from '../property.testing.ts';
import type { MeterState } from '../state.ts';
import { afterStart, at, stateWith } from './account.testing.ts';
import { pay } from './pay.ts';

const DAY = 86_400;
const WEEK = 7 * DAY;
/** The START is a Tuesday. */
const NEXT_MONDAY = START + 6 * DAY;

const test = suite('where a top-up goes');

const account = ({ prepayment, debts }: MeterState) => [
  debts.paymentDebtMillipence,
  debts.accumulatedDebtMillipence,
  prepayment.emergencyUsedMillipence,
  prepayment.balanceMillipence,
];

test('payment debt first, then accumulated debt, emergency credit, and the rest to the balance', () => {
  const start = stateWith({
    prepayment: { balanceMillipence: -50, emergency: 'active', emergencyUsedMillipence: 300_000 },
    debts: { paymentDebtMillipence: 500_000, accumulatedDebtMillipence: 200_000 },
    debtRecovery: { perPaymentBasisPoints: 1000 },
  });
  assert.equal(account(pay(start, 100_000).state), [490_000, 110_000, 300_000, -50]);
  assert.equal(account(pay(start, 500_000).state), [450_000, 0, 50_000, -50]);
  assert.equal(account(pay(start, 1_000_000).state), [400_000, 0, 0, 399_950]);
});

test('emergency credit is repaid by what is left, and lasts if nothing is', () => {
  const start = stateWith({
    prepayment: { balanceMillipence: 0, emergency: 'active', emergencyUsedMillipence: 0 },
    debts: { accumulatedDebtMillipence: 200_000 },
  });
  assert.is(pay(start, 200_000).state.prepayment.emergency, 'active');
  assert.is(pay(start, 200_001).state.prepayment.emergency, 'none');
});

test('the last of a payment debt is told', () => {
  const start = stateWith({
    debts: { paymentDebtMillipence: 30_000 },
    debtRecovery: { perPaymentBasisPoints: 10_000 },
  });
  const { state, events } = pay(start, 50_000);
  assert.equal(events, [{ name: 'paymentDebtCollected' }]);
  assert.is(state.prepayment.balanceMillipence, 1_020_000);
  assert.equal(pay(state, 50_000).events, []);
});

test('what top-ups of a week pay off debt is capped; the week begins on Monday at midnight', () => {
  const start = stateWith({
    limits: { debtRecoveryCapMillipence: 70_000 },
    debts: { paymentDebtMillipence: 500_000 },
    debtRecovery: { perPaymentBasisPoints: 5000 },
  });
  const first = pay(start, 100_000).state;
  const second = pay(at(first, NEXT_MONDAY - 1), 100_000).state;
  const third = pay(at(second, NEXT_MONDAY), 100_000).state;
  const owed = [first, second, third].map(({ debts }) => debts.paymentDebtMillipence);
  assert.equal(owed, [450_000, 430_000, 380_000]);
});

test('a cap below what the week has paid takes nothing more, and gives nothing back', () => {
  const start = stateWith({
    limits: { debtRecoveryCapMillipence: 70_000 },
    debts: { paymentDebtMillipence: 500_000 },
    debtRecovery: { perPaymentBasisPoints: 5000 },
  });
  const { state } = pay(start, 100_000);
  const limits = { ...state.limits, debtRecoveryCapMillipence: 20_000 };
  const lower = pay({ ...state, limits }, 100_000).state;
  assert.is(lower.debts.paymentDebtMillipence, 450_000);
  assert.is(lower.prepayment.balanceMillipence, 1_150_000);
});

test('while nobody knows the time the week of the last top-up goes on', () => {
  const start = stateWith({
    limits: { debtRecoveryCapMillipence: 70_000 },
    debts: { paymentDebtMillipence: 500_000 },
    debtRecovery: { perPaymentBasisPoints: 5000 },
  });
  const { state } = pay(start, 100_000);
  const lost: MeterState = { ...state, clock: { ...state.clock, status: 'invalid' } };
  const later = pay(at(lost, NEXT_MONDAY + WEEK), 100_000).state;
  assert.is(later.debts.paymentDebtMillipence, 430_000);
});

test('a cap of nothing takes nothing', () => {
  const start = stateWith({
    limits: { debtRecoveryCapMillipence: 0 },
    debts: { paymentDebtMillipence: 500_000 },
    debtRecovery: { perPaymentBasisPoints: 5000 },
  });
  const { state, entries } = pay(start, 100_000);
  assert.is(state.debts.paymentDebtMillipence, 500_000);
  assert.is(entries.length, 1, 'a credit, no debt payment');
});

test('every millipence of it is somewhere, and a week takes its share up to its cap', () => {
  const money = (max: number) => fc.integer({ min: 0, max });
  const scene = fc.record({
    cap: money(200_000),
    percent: money(10_000),
    payment: money(500_000),
    accumulated: money(300_000),
    used: money(500_000),
    topUps: fc.array(fc.tuple(money(300_000), money(5 * DAY)), { maxLength: 20 }),
  });
  holds(
    fc.property(scene, ({ cap, percent, payment, accumulated, used, topUps }) => {
      let now = stateWith({
        prepayment: { balanceMillipence: 0, emergency: 'active', emergencyUsedMillipence: used },
        limits: { debtRecoveryCapMillipence: cap },
        debts: { paymentDebtMillipence: payment, accumulatedDebtMillipence: accumulated },
        debtRecovery: { perPaymentBasisPoints: percent },
      });
      const worth = (state: MeterState) => {
        const [owed = 0, due = 0, lent = 0, balance = 0] = account(state);
        return balance - owed - due - lent;
      };
      const weeks = new Map<number, number>();
      let seconds = 0;
      for (const [amount, pause] of topUps) {
        seconds += pause;
        const before = afterStart(now, seconds);
        now = pay(before, amount).state;
        assert.is(worth(now) - worth(before), amount);
        const week = Math.floor((START + seconds - NEXT_MONDAY) / WEEK);
        const paid = before.debts.paymentDebtMillipence - now.debts.paymentDebtMillipence;
        const room = cap - (weeks.get(week) ?? 0);
        const owed = before.debts.paymentDebtMillipence;
        assert.is(paid, Math.min(Math.floor((amount * percent) / 10_000), room, owed));
        weeks.set(week, cap - room + paid);
      }
    }),
  );
});
test.run();
