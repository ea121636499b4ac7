import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ALERTS_REMEMBERED, remember } from './alert-window.ts';
import { METER, memoryStore, newMessage, SUPPLIER } from './store.testing.ts';
import type { Write } from './write.ts';

const test = suite('An alert that comes again');

const deliver = (counter: bigint, device = METER): Write => ({
  kind: 'deliver',
  alert: { device, counter },
  outbox: [newMessage(`${device}/alert/${counter}`)],
  audit: [],
});

test('is not another one, within the last 64 of its device', () => {
  const counters = fc.array(fc.bigInt({ min: 0n, max: 200n }), { maxLength: 400 });
  const property = fc.property(counters, (arriving) => {
    let window: bigint[] = [];
    const taken: bigint[] = [];
    for (const counter of arriving) {
      const next = remember(window, counter);
      const newest = [...taken].sort((a, b) => Number(b - a)).slice(0, ALERTS_REMEMBERED);
      const isFull = newest.length === ALERTS_REMEMBERED;
      const isNew = !newest.includes(counter) && !(isFull && counter < (newest.at(-1) ?? 0n));
      assert.is(next !== undefined, isNew, `${counter} after ${taken}`);
      if (!next) continue;
      window = next;
      taken.push(counter);
    }
  });
  fc.assert(property, { seed: 24, numRuns: 200 });
});

test('is ignored after it was confirmed, and by a group that has it twice', async () => {
  const store = await memoryStore();
  const outcomes = await Promise.all([7n, 9n, 7n].map((counter) => store.commit(deliver(counter))));
  assert.equal(
    outcomes.map(({ ignored }) => ignored),
    [undefined, undefined, true],
  );
  const messageIds = [`${METER}/alert/7`, `${METER}/alert/9`];
  await store.commit({ kind: 'confirm', recipient: SUPPLIER, messageIds });
  assert.is((await store.commit(deliver(9n))).ignored, true);
  // Not the same counter, though smaller; and not the same device.
  assert.is((await store.commit(deliver(8n))).ignored, undefined);
  assert.is((await store.commit(deliver(9n, '00-DB-12-34-56-78-90-A1'))).ignored, undefined);
  const rows = await store.database.selectFrom('outbox').select('message_id').execute();
  assert.is(rows.length, 2);
  await store.close();
});

test('may have any counter of 64 bits', async () => {
  const store = await memoryStore();
  const greatest = 2n ** 64n - 1n;
  assert.is((await store.commit(deliver(greatest))).ignored, undefined);
  assert.is((await store.commit(deliver(greatest))).ignored, true);
  await store.close();
});

test.run();
