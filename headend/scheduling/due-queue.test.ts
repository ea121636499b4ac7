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

test('what is cancelled long before its time does not stay in memory, and nothing else is lost', () => {
  const time = new ManualTime();
  const queue = new DueQueue(time, time);
  const done: number[] = [];
  for (let day = 5; day > 0; day--) queue.at(day * 86_400_000, () => done.push(day));
  for (let index = 0; index < 50_000; index++) {
    const cancel = queue.at(86_400_000 + (index % 7), () => done.push(-1));
    cancel();
    cancel();
    assert.ok(queue.size < 3_000, `${queue.size} entries after ${index}`);
  }
  time.advance(6 * 86_400_000);
  assert.equal(done, [1, 2, 3, 4, 5]);
  assert.is(queue.size, 0);
});

test('once stopped it runs nothing any more, whatever is added', () => {
  const time = new ManualTime();
  const queue = new DueQueue(time, time);
  const done: string[] = [];
  queue.at(5, () => done.push('before'));
  queue.stop();
  queue.at(1, () => done.push('after'))();
  time.advance(10);
  assert.equal(done, []);
  assert.is(queue.size, 0);
});

test('with any mixture of cancelling, what is left runs in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { minLength: 3_000, maxLength: 4_000 }), (times) => {
      const time = new ManualTime();
      const queue = new DueQueue(time, time);
      const done: number[] = [];
      const cancels = times.map((at, index) => queue.at(at, () => done.push(index)));
      for (const [index, cancel] of cancels.entries()) if (index % 5 !== 0) cancel();
      time.advance(1_000);
      const kept = times.map((at, index) => ({ at, index })).filter(({ index }) => index % 5 === 0);
      const expected = kept.sort((a, b) => a.at - b.at || a.index - b.index);
      assert.equal(
        done,
        expected.map(({ index }) => index),
      );
      assert.is(queue.size, 0);
    }),
    { seed: 7, numRuns: 10 },
  );
});

test.run();
