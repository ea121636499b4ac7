import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { START } from '../bench.testing.ts';
import { withDocument } from '../documents/documents.ts';
import { holds } from '../property.testing.ts';
import type { MeterState } from '../state.ts';
import { flatTariff } from '../tariff/flat-tariff.ts';
import { afterStart, at, type Parts, stateWith } from './account.testing.ts';
import { chargesAfterJump, nextHour, takeMissedCharges } from './charges.ts';

const HOUR = 3600;
const DAY = 86_400;

const recovery = (rate: number, scale: number, period: 'HOURLY' | 'DAILY') => ({
  rate,
  scale,
  period,
});
const owing = (leftMillipence: number) => ({ leftMillipence, remainderMicropence: 0 });

const debts = suite('debts taken over time');

debts('thirty pence a day and a pound and a half an hour are taken when day and hour begin', () => {
  const start = stateWith({
    debts: { timeDebt1: owing(100_000), timeDebt2: owing(1_000_000) },
    debtRecovery: { timeDebt1: recovery(3, -1, 'DAILY'), timeDebt2: recovery(15, -1, 'HOURLY') },
  });
  const after = (seconds: number) => {
    const { state } = takeMissedCharges(afterStart(start, seconds));
    return [
      state.debts.timeDebt1.leftMillipence,
      state.debts.timeDebt2.leftMillipence,
      state.prepayment.balanceMillipence,
    ];
  };
  assert.equal(after(HOUR - 1), [100_000, 1_000_000, 1_000_000]);
  assert.equal(after(HOUR), [100_000, 850_000, 850_000]);
  assert.equal(after(6 * HOUR + 1), [100_000, 100_000, 100_000]);
  assert.equal(after(DAY), [70_000, 0, -30_000]);
});

debts('the last of it is what is left, and is told once', () => {
  const start = stateWith({
    debts: { timeDebt1: owing(50_000), timeDebt2: owing(10) },
    debtRecovery: { timeDebt1: recovery(3, -1, 'DAILY'), timeDebt2: recovery(1, 0, 'DAILY') },
  });
  const first = takeMissedCharges(afterStart(start, DAY));
  assert.equal(first.events, [{ name: 'timeDebt2Collected' }]);
  const second = takeMissedCharges(at(first.state, START + 2 * DAY));
  assert.equal(second.events, [{ name: 'timeDebt1Collected' }]);
  assert.is(second.state.prepayment.balanceMillipence, 1_000_000 - 50_010);
  assert.equal(takeMissedCharges(at(second.state, START + 9 * DAY)).events, []);
});

/** Hour by hour with exact fractions; `cuts` are the hours at which the meter looks. */
function naive(leftMillipence: number, rateMicropence: bigint, isHourly: boolean, hours: number) {
  let micropence = BigInt(leftMillipence) * 1000n;
  for (let hour = 1; hour <= hours; hour++)
    if (isHourly || hour % 24 === 0)
      micropence = micropence > rateMicropence ? micropence - rateMicropence : 0n;
  return Number((micropence + 999n) / 1000n);
}

debts('are exact to the micropence, however the time is cut up', () => {
  const scene = fc.record({
    left: fc.integer({ min: 0, max: 200_000 }),
    rate: fc.integer({ min: 0, max: 32_767 }),
    scale: fc.integer({ min: -8, max: -4 }),
    isHourly: fc.boolean(),
    steps: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 20 }),
  });
  holds(
    fc.property(scene, ({ left, rate, scale, isHourly, steps }) => {
      const period = isHourly ? 'HOURLY' : 'DAILY';
      let now = stateWith({
        debts: { timeDebt1: owing(left) },
        debtRecovery: { timeDebt1: recovery(rate, scale, period) },
      });
      let hours = 0;
      for (const step of steps) {
        hours += step;
        now = takeMissedCharges(afterStart(now, hours * HOUR)).state;
        const micropence = BigInt(rate) * 10n ** BigInt(scale + 8);
        const expected = naive(left, micropence, isHourly, hours);
        assert.is(now.debts.timeDebt1.leftMillipence, expected);
        assert.is(now.prepayment.balanceMillipence, 1_000_000 - left + expected);
      }
    }),
  );
});

debts('wait in credit mode', () => {
  const start = stateWith({
    prepayment: { mode: 'credit' },
    debts: { timeDebt1: owing(1000) },
    debtRecovery: { timeDebt1: recovery(1, 0, 'HOURLY') },
  });
  const { state, events } = takeMissedCharges(afterStart(start, 5 * DAY));
  assert.is(state.debts, start.debts);
  assert.equal(events, []);
});
debts.run();

const standing = suite('the standing charge');

const priced = (parts: Parts): MeterState =>
  withDocument(stateWith(parts), 'tariff', flatTariff(27_000, 53_000));

standing('is taken when a UTC day begins, for every day missed', () => {
  const start = priced({});
  const balance = (seconds: number) =>
    takeMissedCharges(afterStart(start, seconds)).state.prepayment.balanceMillipence;
  assert.is(balance(DAY - 1), 1_000_000);
  assert.is(balance(DAY), 947_000);
  assert.is(balance(10 * DAY + 5), 470_000);
});

standing('is not taken while there is no time to go by', () => {
  const start = priced({});
  const lost: MeterState = { ...start, clock: { ...start.clock, status: 'invalid' } };
  assert.is(takeMissedCharges(afterStart(lost, DAY)).state.prepayment, start.prepayment);
  assert.is(nextHour(lost), undefined);
});

standing('the hour that comes next is waited for', () => {
  assert.is(nextHour(afterStart(priced({}), 1)), START + HOUR);
  assert.is(nextHour(afterStart(priced({}), HOUR)), START + 2 * HOUR);
});

standing('a clock that was wrong by up to a day is made good; of more nobody knows', () => {
  const set = (seconds: number, wasInvalid = false) => {
    const moved = afterStart(priced({}), seconds);
    return takeMissedCharges(chargesAfterJump(moved, seconds, wasInvalid)).state;
  };
  assert.is(set(DAY).prepayment.balanceMillipence, 947_000);
  assert.is(set(DAY + 1).prepayment.balanceMillipence, 1_000_000);
  assert.is(set(DAY, true).prepayment.balanceMillipence, 1_000_000);
  const back = takeMissedCharges(chargesAfterJump(set(-HOUR), -HOUR, false)).state;
  assert.is(takeMissedCharges(at(back, START)).state.prepayment.balanceMillipence, 1_000_000);
});
standing.run();

const due = suite('what is due while credit is short');

const short = (parts: Parts) =>
  priced({
    ...parts,
    debts: { timeDebt1: owing(100_000) },
    debtRecovery: { timeDebt1: recovery(1, -2, 'DAILY') },
  });
const dayLater = (start: MeterState) => {
  const { prepayment, debts: after } = takeMissedCharges(afterStart(start, DAY)).state;
  return [
    prepayment.balanceMillipence,
    prepayment.emergencyUsedMillipence,
    after.accumulatedDebtMillipence,
    after.timeDebt1.leftMillipence,
  ];
};
const ON_EMERGENCY = { balanceMillipence: 0, emergency: 'active' } as const;

due('on emergency credit it is lent, or accumulates if the supplier wants so', () => {
  assert.equal(dayLater(short({ prepayment: ON_EMERGENCY })), [0, 54_000, 0, 99_000]);
  const paymentTerms = { suspendDebtEmergency: true };
  const suspended = short({ prepayment: ON_EMERGENCY, paymentTerms });
  assert.equal(dayLater(suspended), [0, 0, 54_000, 99_000]);
  const usedUp = { balanceMillipence: 0, emergency: 'exhausted' } as const;
  assert.equal(dayLater(short({ prepayment: usedUp, paymentTerms })), [0, 0, 54_000, 99_000]);
});

due(
  'while supply is off it accumulates; or debts stand still and the standing charge goes on',
  () => {
    const off = {
      prepayment: { balanceMillipence: -5 },
      supply: { position: 'disabled', disabledBy: 'credit' },
    } as const;
    assert.equal(dayLater(short(off)), [-5, 0, 54_000, 99_000]);
    const still = short({ ...off, paymentTerms: { suspendDebtDisabled: true } });
    assert.equal(dayLater(still), [-53_005, 0, 0, 100_000]);
  },
);

due('supply that is armed is not off: somebody may switch it on', () => {
  const armed = { prepayment: { balanceMillipence: 0 }, supply: { position: 'armed' } } as const;
  for (const suspendDebtDisabled of [false, true]) {
    const start = short({ ...armed, paymentTerms: { suspendDebtDisabled } });
    assert.equal(dayLater(start), [-54_000, 0, 0, 99_000]);
  }
});

due('in credit mode the standing charge is taken, though the supplier has cut off supply', () => {
  const start = short({
    prepayment: { mode: 'credit', balanceMillipence: 0 },
    supply: { position: 'disabled', disabledBy: 'supplier' },
  });
  assert.equal(dayLater(start), [-53_000, 0, 0, 100_000]);
});

due('nothing of what is owed is lost or made up, wherever it goes', () => {
  const scene = fc.record({
    balance: fc.integer({ min: -100_000, max: 200_000 }),
    emergency: fc.constantFrom('none', 'active', 'exhausted'),
    used: fc.integer({ min: 0, max: 500_000 }),
    isOff: fc.boolean(),
    suspendDebtDisabled: fc.boolean(),
    suspendDebtEmergency: fc.boolean(),
    days: fc.integer({ min: 1, max: 50 }),
  });
  holds(
    fc.property(scene, ({ balance, emergency, used, isOff, days, ...paymentTerms }) => {
      const start = short({
        prepayment: {
          balanceMillipence: balance,
          emergency: emergency as 'none',
          emergencyUsedMillipence: emergency === 'none' ? 0 : used,
        },
        paymentTerms,
        supply: isOff ? { position: 'disabled', disabledBy: 'credit' } : { position: 'enabled' },
      });
      const worth = ({ prepayment, debts: all }: MeterState) =>
        prepayment.balanceMillipence -
        prepayment.emergencyUsedMillipence -
        all.accumulatedDebtMillipence -
        all.timeDebt1.leftMillipence;
      const after = takeMissedCharges(afterStart(start, days * DAY)).state;
      assert.is(worth(start) - worth(after), days * 53_000);
    }),
  );
});
due.run();
