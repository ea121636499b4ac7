import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench, crypto, PREPAYMENT, START, settingsWith, utrn } from '../bench.testing.ts';
import { holds } from '../property.testing.ts';
import type { Limits, MeterState, Prepayment } from '../state.ts';
import { combinedCredit } from './credit.ts';
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
