import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from './manual-time.testing.ts';
import { SettableTime } from './settable-time.ts';

const test = suite('a clock that is set forward');

test('goes on as before, and does what it passes over in order', () => {
  const real = new ManualTime(1_000);
  const time = new SettableTime(real, real);
  const done: string[] = [];
  time.after(5_000, () => done.push('later'));
  time.after(2_000, () => done.push('sooner'));
  time.after(90_000, () => done.push('not yet'));
  time.after(3_000, () => done.push('cancelled'))();
  real.advance(1_000);
  assert.is(time.nowMillis(), 2_000);
  time.setForward(60_000);
  real.advance(0);
  assert.equal(done, ['sooner', 'later']);
  assert.is(time.nowMillis(), 60_000);
  real.advance(31_000);
  assert.is(done.at(-1), 'not yet');
});

test('is never set back', () => {
  const real = new ManualTime(1_000);
  const time = new SettableTime(real, real);
  time.setForward(500);
  assert.is(time.nowMillis(), 1_000);
});

test.run();
