import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench, crypto, PREPAYMENT, START, settingsWith, utrn } from '../bench.testing.ts';
import { withDocument } from '../documents/documents.ts';
import { holds } from '../property.testing.ts';
import type { Limits, MeterState, Prepayment } from '../state.ts';
import { flatTariff } from '../tariff/flat-tariff.ts';
import { activateEmergencyCredit, assess } from './assess.ts';
import { combinedCredit, secondsToThreshold, takeConsumption, takeCost } from './credit.ts';
import { credit } from './pay.ts';
import { isUsed, type TokenMemory, withUsed } from './tokens.ts';
import { topUp } from './top-up.ts';

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

const tokens = suite('which tokens are remembered');

tokens('as a set of all accepted would, within the window', () => {
  const counters = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 120 });
  holds(
    fc.property(counters, (order) => {
      const all = new Set<number>();
      let memory: TokenMemory = { highestToken: 0n, tokenWindow: new Uint8Array(16) };
      for (const one of order) {
        const counter = BigInt(one) << 32n;
        const isTooOld = all.size > 0 && one <= Math.max(...all, 0) - 128;
        assert.is(isUsed(memory, counter), all.has(one) || isTooOld);
        if (isUsed(memory, counter)) continue;
        memory = withUsed(memory, counter);
        all.add(one);
      }
    }),
  );
});
tokens.run();

const topUps = suite('a UTRN');

/** What comes of it, and the state after. */
function entered(now: MeterState, digits: string): readonly [string, MeterState] {
  const outcome = topUp(crypto, now, digits);
  return outcome.kind === 'credited' ? ['credited', outcome.step.state] : [outcome.why, now];
}

topUps('is credited once, in any order within a hundred, never twice', () => {
  let now = state({ balanceMillipence: 0 });
  const outcomes = [50, 3, 120, 50, 49, 21, 3, 121, 120, 22].map((counter) => {
    const [outcome, after] = entered(now, utrn(counter, 1, 'pence'));
    now = after;
    return outcome;
  });
  assert.equal(outcomes, [
    'credited',
    'credited',
    'credited',
    'alreadyUsed',
    'credited',
    'credited',
    // So far back that its ten bits are taken for a counter ahead, for which its MAC is wrong.
    'notAuthentic',
    'credited',
    'alreadyUsed',
    'credited',
  ]);
  assert.is(now.prepayment.balanceMillipence, 7000);
});

topUps('is refused above the most one may add, and above what the meter may hold', () => {
  const { limits } = settingsWith(PREPAYMENT, {
    maximumCreditMillipence: 1_000_000,
    maximumBalanceMillipence: 1_500_000,
  });
  const now = state({ balanceMillipence: 600_000 }, limits);
  assert.is(entered(now, utrn(1, 11))[0], 'aboveMaximumCredit');
  assert.is(entered(now, utrn(1, 10))[0], 'aboveMaximumBalance');
  assert.is(entered(now, utrn(1, 9))[0], 'credited');
});

topUps('with one digit off is a slip; a whole one with a wrong MAC is forged', () => {
  const now = state({});
  const good = utrn(1, 10);
  const slip = good.slice(0, 10) + String((Number(good[10]) + 1) % 10) + good.slice(11);
  assert.equal(topUp(crypto, now, slip), { kind: 'refused', why: 'notAuthentic' });
  // Published in GBCS for another meter and supplier.
  const foreign = topUp(crypto, now, '73946144332040217315');
  assert.equal(foreign, { kind: 'refused', why: 'notAuthentic', isForged: true });
});

topUps('that is good forgets the wrong ones before it, and ends a lockout', () => {
  const now = state({});
  const locked = { ...now.topUps, wrongTokens: 7, lockedUntilBoardSeconds: START + 900 };
  const [, after] = entered({ ...now, topUps: locked }, utrn(1, 10));
  assert.equal([after.topUps.wrongTokens, after.topUps.lockedUntilBoardSeconds], [0, 0]);
});

topUps('is nothing to a meter in credit mode', () => {
  assert.is(entered(state({ mode: 'credit' }), utrn(1, 10))[0], 'notInPrepaymentMode');
});

topUps('that repays a part of emergency credit used up makes that part good again', () => {
  const spent = state({
    balanceMillipence: 0,
    emergency: 'exhausted',
    emergencyUsedMillipence: 500_000,
  });
  const [, after] = entered(spent, utrn(1, 3));
  assert.is(after.prepayment.emergency, 'active');
  assert.is(combinedCredit(after), 300_000);
});

topUps('repays emergency credit first', () => {
  const lent = state({
    balanceMillipence: 0,
    emergency: 'active',
    emergencyUsedMillipence: 400_000,
  });
  assert.is(combinedCredit(lent), 100_000);
  const account = ({ prepayment }: MeterState) => [
    prepayment.balanceMillipence,
    prepayment.emergencyUsedMillipence,
    prepayment.emergency,
  ];
  const [, after] = entered(lent, utrn(1, 3));
  assert.equal(account(after), [0, 100_000, 'active']);
  const [, rest] = entered(after, utrn(2, 3));
  assert.equal(account(rest), [200_000, 0, 'none']);
});
topUps.run();
