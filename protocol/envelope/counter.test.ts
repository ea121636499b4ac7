/** A sender's counters over restarts at every moment, and the receiver's rule. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accepts, RESERVATION, startCounter, take } from './counter.ts';

const test = suite('counter');

test('starts at 1 and asks for one write in 1024', () => {
  let state = startCounter(0n);
  let writes = 0;
  for (let expected = 1n; expected <= 2n * RESERVATION; expected++) {
    const taken = take(state);
    assert.is(taken.counter, expected);
    if (taken.mustPersist !== undefined) {
      writes += 1;
      assert.is(taken.mustPersist, expected + 1024n);
    }
    state = taken.state;
  }
  assert.is(writes, 2);
});

test('goes on after a restart at what was reserved', () => {
  const { mustPersist = 0n } = take(startCounter(0n));
  const { counter, mustPersist: next } = take(startCounter(mustPersist));
  assert.is(counter, 1025n);
  assert.is(next, 2049n);
});

test('skips but never repeats or goes back, wherever it restarts', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { maxLength: 10 }), (runs) => {
      let stored = 0n;
      let last = 0n;
      for (const length of runs) {
        let state = startCounter(stored);
        for (let left = length; left > 0; left--) {
          const taken = take(state);
          stored = taken.mustPersist ?? stored;
          assert.ok(taken.counter > last && taken.counter < stored);
          last = taken.counter;
          state = taken.state;
        }
      }
    }),
    { seed: 1024, numRuns: 60 },
  );
});

test('stops rather than passing 64 bits', () => {
  assert.throws(() => take(startCounter(2n ** 64n - 1n)));
});

test('accepts only what is greater', () => {
  assert.ok(accepts(0n, 1n));
  assert.ok(accepts(2n ** 63n, 2n ** 63n + 1n));
  assert.not(accepts(7n, 7n));
  assert.not(accepts(7n, 6n));
});

test('accepts no counter that takes more than half of those left', () => {
  const max = 2n ** 64n - 1n;
  assert.not(accepts(1000n, max));
  assert.not(accepts(0n, 2n ** 63n));
  // A clock of nanoseconds, or of seconds in the upper half, may begin.
  assert.ok(accepts(0n, 1_894_665_600_000_000_000n));
  assert.ok(accepts(0n, 1_894_665_600n << 32n));
  let last = 0n;
  for (let greedy = 0; greedy < 50; greedy++) last += (max - last) / 2n;
  assert.ok(accepts(last, last + 1000n), 'fifty at the limit leave thousands');
});

test.run();
