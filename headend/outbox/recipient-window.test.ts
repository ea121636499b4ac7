import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { newMessage } from '../store/store.testing.ts';
import type { OutboxMessage } from './message.ts';
import { PARKED_AFTER_FAILURES, RETRY_MILLIS_MAX, RecipientWindow } from './recipient-window.ts';

const test = suite('Window of a recipient');

const SETTINGS = { windowMax: 3, retryAfterMillis: 1_000 };
const ids = (messages: readonly OutboxMessage[]) => messages.map(({ messageId }) => messageId);

function filled(...messageIds: string[]): RecipientWindow {
  const window = new RecipientWindow(SETTINGS);
  for (const id of messageIds) window.add(newMessage(id));
  return window;
}

test('each message is sent once, in order, until it is due again', () => {
  const window = filled('a', 'b');
  assert.equal(ids(window.takeUnsent(0)), ['a', 'b']);
  window.add(newMessage('c'));
  window.add(newMessage('a'));
  assert.equal(ids(window.takeUnsent(500)), ['c']);
  assert.is(window.nextRetryMillis(), 1_000);
  assert.not(window.expire(999, 0).isLate);
  assert.ok(window.expire(1_000, 0).isLate);
  assert.equal(ids(window.takeUnsent(1_000)), ['a', 'b']);
});

test('each failure doubles the wait, and a confirmation ends that', () => {
  const window = filled('a', 'b');
  let now = 0;
  const waits: number[] = [];
  for (let tries = 0; tries < 13; tries++) {
    window.takeUnsent(now);
    const next = window.nextRetryMillis() ?? 0;
    waits.push((next - now) / 1_000);
    now = next;
    window.expire(now, 0);
  }
  assert.equal(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]);
  assert.is(RETRY_MILLIS_MAX, 600_000);
  window.confirm(['a']);
  window.takeUnsent(now);
  assert.is(window.nextRetryMillis(), now + 1_000);
});

test('the wait is up to a quarter longer by chance', () => {
  const window = filled('a');
  window.takeUnsent(0);
  window.expire(1_000, 1);
  window.takeUnsent(1_000);
  assert.is(window.nextRetryMillis(), 3_500);
});

test('after three failures it takes one message at a time, and all again once one is confirmed', () => {
  const window = filled('a', 'b', 'c');
  for (const now of [0, 10_000, 30_000]) {
    assert.not(window.isAway);
    window.takeUnsent(now);
    window.expire(now + 8_000, 0);
  }
  assert.ok(window.isAway);
  window.clear();
  assert.is(window.room, 1);
  window.add(newMessage('a'));
  assert.is(window.room, 0);
  window.confirm(['a']);
  assert.is(window.room, 3);
});

/** What the recipient cannot use is refused each time it comes; gives the waits in seconds. */
function refusedUntilParked(window: RecipientWindow, random: number): number[] {
  const waits: number[] = [];
  let now = 0;
  for (;;) {
    assert.equal(ids(window.takeUnsent(now)), ['a']);
    const [failed] = window.refuse(['a'], now, random);
    if (failed?.isParked) return waits;
    const next = window.nextRetryMillis() ?? 0;
    assert.equal(window.expire(next - 1, random), { isLate: false, failed: [] });
    assert.equal(window.takeUnsent(next - 1), []);
    window.expire(next, random);
    waits.push((next - now) / 1_000);
    now = next;
  }
}

test('what is refused comes again ever later, with a spread and a limit, and is parked at last', () => {
  const waits = refusedUntilParked(filled('a'), 0);
  assert.equal(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600]);
  assert.is(waits.length + 1, PARKED_AFTER_FAILURES);
  assert.equal(refusedUntilParked(filled('a'), 1).slice(0, 2), [1.25, 2.5]);
});

test('what failed before a restart is parked as early', () => {
  const window = new RecipientWindow(SETTINGS);
  window.add({ ...newMessage('a'), failures: PARKED_AFTER_FAILURES - 1 });
  window.takeUnsent(0);
  assert.ok(window.refuse(['a'], 0, 0)[0]?.isParked);
  assert.equal(window.messageIds, []);
});

test('only what was sent can be refused, and once for each time', () => {
  const window = filled('a');
  assert.equal(window.refuse(['a', 'b'], 0, 0), []);
  window.takeUnsent(0);
  assert.is(window.refuse(['a', 'a'], 0, 0).length, 1);
  assert.equal(window.refuse(['a'], 1, 0), []);
});

test('one that is let lie while others are confirmed fails by itself, and its recipient is not away', () => {
  const window = filled('a', 'b');
  let now = 0;
  const failures: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    window.takeUnsent(now);
    window.confirm(['b']);
    now = window.nextRetryMillis() ?? 0;
    const { isLate, failed } = window.expire(now, 0);
    assert.not(isLate);
    failures.push(...failed.map((one) => one.failures));
    window.add(newMessage('b'));
  }
  assert.equal(failures, [1, 2, 3, 4]);
  assert.not(window.isAway);
});

test('a recipient who says nothing at all has no message parked', () => {
  const window = filled('a');
  let now = 0;
  for (let tries = 0; tries < 50; tries++) {
    window.takeUnsent(now);
    now = window.nextRetryMillis() ?? 0;
    assert.equal(window.expire(now, 0).failed, []);
  }
  assert.equal(window.messageIds, ['a']);
});

test('it holds no more than its maximum, whatever happens', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), id: fc.nat(9) }),
    fc.record({ kind: fc.constant('confirm' as const), id: fc.nat(9) }),
    fc.record({ kind: fc.constant('later' as const), id: fc.nat(9) }),
  );
  const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const window = new RecipientWindow(SETTINGS);
    const held = new Set<string>();
    let now = 0;
    for (const { kind, id } of steps) {
      if (kind === 'add' && window.room > 0) {
        window.add(newMessage(String(id)));
        held.add(String(id));
      } else if (kind === 'confirm') {
        window.confirm([String(id)]);
        held.delete(String(id));
      } else {
        now += id * 1_000;
        window.takeUnsent(now);
      }
      assert.equal(new Set(window.messageIds), held);
      assert.ok(held.size <= SETTINGS.windowMax);
    }
  });
  fc.assert(property, { seed: 6, numRuns: 200 });
});

test.run();
