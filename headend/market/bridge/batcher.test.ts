/** Batches: what goes together, and when. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import { Batcher } from './batcher.ts';

function recording() {
  const time = new ManualTime();
  const flushed: string[][] = [];
  const batcher = new Batcher<string>({
    timer: time,
    itemsMax: 3,
    bytesMax: 10,
    lingerMillis: 2,
    bytesOf: (item) => item.length,
    flush: async (items) => {
      flushed.push([...items]);
    },
  });
  return { time, flushed, batcher };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

const test = suite('batcher');

test('waits for the linger, then sends what there is', async () => {
  const { time, flushed, batcher } = recording();
  const sent = batcher.add('a');
  void batcher.add('b');
  time.advance(1);
  await settled();
  assert.equal(flushed, []);
  time.advance(1);
  await sent;
  assert.equal(flushed, [['a', 'b']]);
});

test('sends a full batch at once and starts another', async () => {
  const { time, flushed, batcher } = recording();
  for (const item of ['a', 'b', 'c', 'd']) void batcher.add(item);
  await settled();
  assert.equal(flushed, [['a', 'b', 'c']]);
  time.advance(2);
  await settled();
  assert.equal(flushed, [['a', 'b', 'c'], ['d']]);
});

test('keeps a batch within its bytes, and lets one large item go alone', async () => {
  const { time, flushed, batcher } = recording();
  void batcher.add('12345678');
  void batcher.add('12345');
  void batcher.add('12345678901234');
  time.advance(2);
  await settled();
  assert.equal(flushed, [['12345678'], ['12345'], ['12345678901234']]);
});

test('tells every item of a batch that it could not be sent', async () => {
  const time = new ManualTime();
  const batcher = new Batcher<string>({
    timer: time,
    itemsMax: 2,
    bytesMax: 10,
    lingerMillis: 2,
    bytesOf: () => 1,
    flush: () => Promise.reject(new Error('the broker is gone')),
  });
  const both = await Promise.allSettled([batcher.add('a'), batcher.add('b')]);
  assert.equal(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
});

test.run();
