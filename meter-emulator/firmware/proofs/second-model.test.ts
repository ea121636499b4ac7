/**
 * The meter against a second, slow model of its tariff, account and supply (naive-*.testing.ts), over random
 * weeks. WEEKS says how many, SEED which; a failure prints both and the shortest week that still fails.
 */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Week, week } from './random-week.testing.ts';
import { OF_THE_MODEL, Twins } from './twins.testing.ts';

const WEEKS_ENOUGH = 120;
const WEEKS = Number(process.env['WEEKS'] ?? WEEKS_ENOUGH);
const SEED = Number(process.env['SEED'] ?? 2030);

/** For all of them, and for making a week that fails shorter. */
const TIME_LIMIT_MS = 120_000 + WEEKS * 2000;

const said = new Set<string>();
function live(one: Week): void {
  const twins = new Twins(one);
  twins.live(one);
  for (const name of twins.said) said.add(name);
}

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

if (WEEKS >= WEEKS_ENOUGH)
  test('the weeks were eventful: every alert of money and supply has been said', () => {
    assert.equal(
      [...OF_THE_MODEL].filter((name) => !said.has(name)),
      [],
    );
  });
test.run();
