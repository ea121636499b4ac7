import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench, PREPAYMENT } from '../bench.testing.ts';
import { withDocument } from '../documents/documents.ts';
import { holds } from '../property.testing.ts';
import type { Limits, MeterState, Prepayment } from '../state.ts';
import { flatTariff } from '../tariff/flat-tariff.ts';
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
  });
  holds(
    fc.property(scene, ({ balance, watts, rate, low, offer, costRemainder, isLent }) => {
      const limits: Partial<Limits> = {
        lowCreditThresholdMillipence: low,
        emergencyCreditThresholdMillipence: offer,
        emergencyCreditLimitMillipence: 700,
      };
      const priced = withDocument(base, 'tariff', flatTariff(rate, 0));
      let start = assess({
        ...state({ balanceMillipence: balance, costRemainder }, limits),
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
