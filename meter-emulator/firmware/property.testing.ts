/** Properties with a fixed seed: every run tries the same values. */
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';

const RUNS = { seed: 2030, numRuns: 300 };

export function holds<T extends [unknown, ...unknown[]]>(property: fc.IProperty<T>): void {
  const outcome = fc.check(property, RUNS);
  assert.not.ok(outcome.failed, fc.defaultReportMessage(outcome));
}
