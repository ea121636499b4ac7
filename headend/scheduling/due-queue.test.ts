import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { DueQueue } from './due-queue.ts';

const test = suite('due queue');

test('runs in order of time, those of one time in order of coming', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 60 }), (times) => {
      const time = new ManualTime();
      const queue = new DueQueue(time, time);
      const done: [number, number][] = [];
      for (const [index, at] of times.entries()) queue.at(at, () => done.push([at, index]));
      time.advance(100);
      const expected = times
        .map((at, index): [number, number] => [at, index])
        .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      assert.equal(done, expected);
    }),
    { seed: 7 },
  );
});

test('what is cancelled does not run, and what is added while running does', () => {
  const time = new ManualTime();
  const queue = new DueQueue(time, time);
  const done: string[] = [];
  const cancel = queue.at(10, () => done.push('cancelled'));
  queue.at(5, () => {
    cancel();
    done.push('first');
    queue.at(20, () => done.push('added'));
  });
  time.advance(15);
  assert.equal(done, ['first']);
  time.advance(5);
  assert.equal(done, ['first', 'added']);
});

test('an earlier time moves the timer forward; one far away does not overflow it', () => {
  const time = new ManualTime();
  const queue = new DueQueue(time, time);
  const done: number[] = [];
  queue.at(10 ** 11, () => done.push(2));
  queue.at(3, () => done.push(1));
  time.advance(4);
  assert.equal(done, [1]);
  time.advance(10 ** 11);
  assert.equal(done, [1, 2]);
});

test.run();
