import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench, PREPAYMENT, START } from '../bench.testing.ts';
import { withDocument } from '../documents/documents.ts';
import { consume } from '../metrology/consume.ts';
import { holds } from '../property.testing.ts';
import type { Limits, MeterState, Prepayment } from '../state.ts';
import { flatGasTariff, flatTariff } from '../tariff/flat-tariff.ts';
import { activateEmergencyCredit, assess } from './assess.ts';
import { secondsToThreshold, takeConsumption, takeCost } from './credit.ts';
import { credit } from './pay.ts';

const base: MeterState = new Bench({ settings: PREPAYMENT }).meter.state;

function state(prepayment: Partial<Prepayment>, limits: Partial<Limits> = {}): MeterState {
  return {
    ...base,
    limits: { ...base.limits, ...limits },
    prepayment: { ...base.prepayment, ...prepayment },
  };
}

const cost = suite('what consumption costs');

cost('nothing is lost in rounding, however the time is cut up', () => {
  const pieces = fc.array(fc.integer({ min: 0, max: 40_000_000 }), { maxLength: 40 });
  holds(
    fc.property(pieces, fc.integer({ min: 0, max: 1_000_000_000 }), (wattSeconds, rate) => {
      const { prepayment, limits } = state({});
      let paid = prepayment;
      for (const one of wattSeconds) paid = takeConsumption(paid, limits, one, rate);
      const total = wattSeconds.reduce((sum, one) => sum + BigInt(one), 0n);
      const exact = (total * BigInt(rate)) / 3_600_000_000n;
      assert.is(BigInt(prepayment.balanceMillipence - paid.balanceMillipence), exact);
    }),
  );
});

cost('a kilowatt-hour at 27p costs 27p', () => {
  const { prepayment, limits } = state({});
  const paid = takeConsumption(prepayment, limits, 3_600_000, 27_000_000);
  assert.is(prepayment.balanceMillipence - paid.balanceMillipence, 27_000);
});

cost('the balance goes first, then emergency credit, then the balance below nothing', () => {
  const { prepayment, limits } = state(
    { balanceMillipence: 100, emergency: 'active', emergencyUsedMillipence: 0 },
    { emergencyCreditLimitMillipence: 50 },
  );
  const after = (millipence: number) => {
    const { balanceMillipence, emergencyUsedMillipence } = takeCost(prepayment, limits, millipence);
    return [balanceMillipence, emergencyUsedMillipence];
  };
  assert.equal(after(60), [40, 0]);
  assert.equal(after(130), [0, 30]);
  assert.equal(after(170), [-20, 50]);
});

cost('what comes in by a top-up and goes out by a cost leaves credit and debt in balance', () => {
  const moves = fc.array(fc.integer({ min: -500_000, max: 500_000 }), { maxLength: 30 });
  holds(
    fc.property(moves, (millipence) => {
      const start = activateEmergencyCredit(
        assess(state({ balanceMillipence: 50_000 })).state,
      ).state;
      let { prepayment } = start;
      let worth = 50_000;
      for (const one of millipence) {
        prepayment = one > 0 ? credit(prepayment, one) : takeCost(prepayment, start.limits, -one);
        worth += one;
        assert.is(prepayment.balanceMillipence - prepayment.emergencyUsedMillipence, worth);
      }
    }),
  );
});
cost.run();

const thresholds = suite('when a threshold is passed');

thresholds('the second foretold is the first in which a tick-by-tick model sees anything', () => {
  const scene = fc.record({
    balance: fc.integer({ min: -1000, max: 3000 }),
    watts: fc.integer({ min: 1, max: 9000 }),
    rate: fc.integer({ min: 500, max: 32_767 }),
    low: fc.integer({ min: -500, max: 2000 }),
    offer: fc.integer({ min: -500, max: 1000 }),
    costRemainder: fc.integer({ min: 0, max: 3_599_999_999 }),
    isLent: fc.boolean(),
    disablementThresholdMillipence: fc.integer({ min: -1500, max: 500 }),
  });
  holds(
    fc.property(scene, ({ balance, watts, rate, low, offer, costRemainder, isLent, ...terms }) => {
      const limits: Partial<Limits> = {
        lowCreditThresholdMillipence: low,
        emergencyCreditThresholdMillipence: offer,
        emergencyCreditLimitMillipence: 700,
      };
      const priced = withDocument(base, 'tariff', flatTariff(rate, 0));
      let start = assess({
        ...state({ balanceMillipence: balance, costRemainder }, limits),
        paymentTerms: { ...base.paymentTerms, ...terms },
        documents: priced.documents,
        slotBytes: priced.slotBytes,
      }).state;
      if (isLent) start = activateEmergencyCredit(start).state;
      if (start.supply.position !== 'enabled') return;
      const within = 400;
      const foretold = secondsToThreshold(start, { activeWatts: watts }, within);
      const seen = firstEvent(start, watts, rate * 1000, within);
      if (seen !== undefined) assert.is(foretold, seen);
      else assert.ok(foretold === undefined || foretold > within);
    }),
  );
});

/** The naive second model: every second taken and looked at. */
function firstEvent(
  start: MeterState,
  watts: number,
  micropencePerKwh: number,
  within: number,
): number | undefined {
  let { prepayment } = start;
  for (let second = 1; second <= within; second++) {
    prepayment = takeConsumption(prepayment, start.limits, watts, micropencePerKwh);
    if (assess({ ...start, prepayment }).events.length > 0) return second;
  }
  return undefined;
}

thresholds(
  'of gas is foretold for its second or the one before, whatever energy is carried',
  () => {
    const scene = fc.record({
      balanceMillipence: fc.integer({ min: 0, max: 300 }),
      costRemainder: fc.integer({ min: 0, max: 3_599_999_999 }),
      energyRemainder: fc.integer({ min: 0, max: 3_599_999 }),
      litresPerHour: fc.integer({ min: 1, max: 4 }),
    });
    const variant = { ...base.variant, kind: 'gas' } as const;
    const dear = withDocument({ ...base, variant }, 'tariff', flatGasTariff(900_000, 0));
    const limits = { ...base.limits, lowCreditThresholdMillipence: 0 };
    const noneLent = { ...limits, emergencyCreditLimitMillipence: 0 };
    holds(
      fc.property(scene, ({ litresPerHour, energyRemainder, ...account }) => {
        const prepayment = { ...base.prepayment, ...account };
        const metrology = { ...base.metrology, energyRemainder };
        const start = { ...dear, limits: noneLent, prepayment, metrology };
        const measured = { activeWatts: 0, litresPerHour };
        const foretold = secondsToThreshold(start, measured, 400);
        assert.ok(foretold !== undefined);
        const isSeenAt = (second: number) =>
          assess(consume(start, measured, START + second)).events.length > 0;
        assert.ok(foretold === 1 || !isSeenAt(foretold - 1), 'not late');
        assert.ok(isSeenAt(foretold + 1), 'at most a second early');
      }),
    );
  },
);

thresholds('is never foretold too late, however large the sums', () => {
  const scene = fc.record({
    balanceMillipence: fc.integer({ min: 2_000_000, max: 2 ** 31 - 1 }),
    costRemainder: fc.integer({ min: 0, max: 3_599_999_999 }),
    watts: fc.integer({ min: 10_000, max: 100_000 }),
  });
  const dearest = withDocument(base, 'tariff', flatTariff(1_000_000, 0));
  const limits = { lowCreditThresholdMillipence: 0, emergencyCreditLimitMillipence: 0 };
  holds(
    fc.property(scene, ({ watts, ...account }) => {
      const { prepayment, limits: set } = state(account, limits);
      const start = assess({ ...dearest, prepayment, limits: set }).state;
      const seconds = secondsToThreshold(start, { activeWatts: watts }, 10 ** 9);
      const exact =
        (BigInt(account.balanceMillipence + 1) * 3_600_000_000n - BigInt(account.costRemainder)) /
        (BigInt(watts) * 1_000_000_000n);
      assert.ok(seconds !== undefined && BigInt(seconds) <= exact + 1n);
    }),
  );
});

thresholds('each speaks once, and again only after credit came back', () => {
  const names = (step: { events: readonly { name: string }[] }) =>
    step.events.map(({ name }) => name);
  const low = assess(state({ balanceMillipence: 150_000 }));
  assert.equal(names(low), ['lowCredit']);
  assert.equal(names(assess(low.state)), []);
  const topped = assess({ ...low.state, prepayment: credit(low.state.prepayment, 100_000) });
  assert.equal(names(topped), []);
  assert.is(topped.state.prepayment.isCreditLow, false);
});

thresholds(
  'emergency credit is offered only where there is any, and only while it is needed',
  () => {
    const none = assess(state({ balanceMillipence: 1 }, { emergencyCreditLimitMillipence: 0 }));
    assert.is(none.state.prepayment.emergency, 'none');
    const offered = assess(state({ balanceMillipence: 1 })).state;
    assert.is(offered.prepayment.emergency, 'offered');
    const prepayment = credit(offered.prepayment, 1_000_000);
    assert.is(assess({ ...offered, prepayment }).state.prepayment.emergency, 'none');
  },
);

thresholds('in credit mode nobody is warned and nothing is cut off', () => {
  const step = assess(state({ mode: 'credit', balanceMillipence: -9_000_000 }));
  assert.equal(step.events, []);
  assert.is(step.state.supply.position, 'enabled');
});

thresholds('leaving prepayment gives supply back to be armed', () => {
  const off = assess(state({ balanceMillipence: -1 })).state;
  const step = assess({ ...off, prepayment: { ...off.prepayment, mode: 'credit' } });
  assert.is(step.state.supply.position, 'armed');
});
thresholds.run();
