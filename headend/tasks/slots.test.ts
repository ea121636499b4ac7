import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { Slots } from './slots.ts';

const test = suite('how much is asked at one time');
const turn = () => new Promise((resolve) => setImmediate(resolve));

function makeSlots(max: number) {
  const time = new ManualTime();
  const slots = new Slots({ max, after: (millis, action) => time.after(millis, action) });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const run = (number: number) =>
    slots.run(() => {
      begun.push(number);
      return new Promise((resolve) => ends.push(resolve));
    });
  return { time, run, begun, ends };
}

test('no more than there is room for, the others in their order as soon as one has ended', async () => {
  const { run, begun, ends } = makeSlots(2);
  for (const number of [1, 2, 3, 4]) run(number);
  assert.equal(begun, [1, 2]);
  ends[1]?.();
  await turn();
  assert.equal(begun, [1, 2, 3]);
  ends[0]?.();
  await turn();
  assert.equal(begun, [1, 2, 3, 4]);
});

test('who does not answer keeps no place, and gives none back twice', async () => {
  const { time, run, begun, ends } = makeSlots(1);
  for (const number of [1, 2, 3]) run(number);
  time.advance(5_000);
  assert.equal(begun, [1, 2]);
  ends[0]?.();
  await turn();
  assert.equal(begun, [1, 2], 'the place is the second’s now');
  ends[1]?.();
  await turn();
  assert.equal(begun, [1, 2, 3]);
});

test('ten thousand at once all get their turn', async () => {
  const { run, begun, ends } = makeSlots(100);
  for (let number = 0; number < 10_000; number++) run(number);
  while (ends.length > 0) {
    ends.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  }
  await turn();
  assert.is(begun.length, 10_000);
  assert.equal([begun[0], begun.at(-1)], [0, 9_999]);
});

test.run();
