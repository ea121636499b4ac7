/**
 * The meter against a second, slow model of its tariff, account and supply (naive-*.testing.ts), over random
 * weeks. WEEKS says how many, SEED which; a failure prints both and the shortest week that still fails.
 */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Week, week } from './random-week.testing.ts';
import { Twins } from './twins.testing.ts';

const WEEKS = Number(process.env['WEEKS'] ?? 150);
const SEED = Number(process.env['SEED'] ?? 2030);

/** For a failure: how long it may be made shorter. */
const TIME_LIMIT_MS = 120_000;

const live = (one: Week) => new Twins(one).live(one);

const test = suite('the second model');

test('random weeks', () => {
  const outcome = fc.check(fc.property(week, live), {
    seed: SEED,
    numRuns: WEEKS,
    interruptAfterTimeLimit: TIME_LIMIT_MS,
    includeErrorInReport: true,
  });
  assert.not.ok(outcome.failed, fc.defaultReportMessage(outcome));
  assert.is(outcome.numRuns, WEEKS, `seed ${SEED}`);
});
test.run();
