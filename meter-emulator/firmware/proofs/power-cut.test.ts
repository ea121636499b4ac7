import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ALLOWED } from './cut-differences.testing.ts';
import { electricity } from './cut-electricity.testing.ts';
import { gas, polyphase } from './cut-others.testing.ts';
import { type Plan, prove } from './cut-proof.testing.ts';
import type { Scenario } from './cut-script.testing.ts';

/** METER_CUTS=all lives every cut on to the end, with more tears: minutes. */
const PLAN: Plan =
  process.env['METER_CUTS'] === 'all' ? { tears: 8, endEvery: 1 } : { tears: 3, endEvery: 6 };

const test = suite('power cuts');

function holdsFor(scenario: Scenario, cutsMin: number): void {
  const started = performance.now();
  const { failures, ...count } = prove(scenario, PLAN);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const { acts, groups, operations, logBlocks, cuts, ends } = count;
  console.log(
    `\nmeasured: ${scenario.name}: ${acts} acts, ${groups} groups, ${operations} operations of flash,`,
    `${logBlocks} log blocks taken; ${cuts} cuts, ${ends} of them to the end; ${seconds} s`,
  );
  assert.equal(failures.slice(0, 20), []);
  assert.ok(cuts >= cutsMin, `${cuts} cuts`);
  assert.ok(logBlocks > 0, 'the log has gone on to another block meanwhile');
}

test('in every operation of a night of a twin-element meter, all of a group is kept or none', () => {
  holdsFor(electricity, 1000);
});
test('and of a gas meter', () => {
  holdsFor(gas, 200);
});
test('and of three phases', () => {
  holdsFor(polyphase, 100);
});
test('each difference that is allowed says why', () => {
  assert.ok(ALLOWED.every(({ why }) => why.length > 10));
});
test.run();
