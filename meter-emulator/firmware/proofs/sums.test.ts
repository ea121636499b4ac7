import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isTrueSum } from './sums.testing.ts';

const test = suite('sums written by a person');

test('a true one holds, whatever its units and labels', () => {
  assert.ok(isTrueSum('night: 2 h × 1,500 W = 3,000 Wh'));
  assert.ok(isTrueSum('£10.00 − 0.5 × (£4.00 + £2.00) = £7.00'));
  assert.ok(isTrueSum('⌊10 ÷ 3⌋ = 3 = 6 − 3'));
  assert.ok(isTrueSum('⌊−10 ÷ 3⌋ = −4'));
});

test('a false one does not', () => {
  assert.not.ok(isTrueSum('3 kWh × 27 p = 82 p'));
  assert.not.ok(isTrueSum('1 + 1 = 2 = 3'));
});

test('what is no sum is refused', () => {
  assert.throws(() => isTrueSum('3 kWh'), /no sum/);
  assert.throws(() => isTrueSum('(1 + 1 = 2'), /not closed/);
  assert.throws(() => isTrueSum('1 2 = 2'), /is left of/);
  assert.throws(() => isTrueSum('0 ÷ 0 = 7'), /divided by nothing/);
});
test.run();
