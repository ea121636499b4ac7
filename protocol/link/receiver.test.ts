/** What a receiver takes and what it does not, a frame at a time: docs/serial-link.md, "Fragments". */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DataFrame } from './frame.ts';
import { Receiver } from './receiver.ts';

const LIMITS = { largestMessage: 100, fragmentPayload: 16, window: 4 };

function frame(sequence: number, parts: Partial<DataFrame> = {}): DataFrame {
  const payload = new Uint8Array(4).fill(sequence);
  const whole = { messageId: 1, fragmentIndex: 0, fragmentTotal: 3, payload };
  return { kind: 'data', channel: 'command', sequence, ...whole, ...parts };
}

/** What was against each frame in turn; `taken` for nothing. */
function outcomes(...frames: readonly DataFrame[]): readonly string[] {
  const receiver = new Receiver(LIMITS);
  return frames.map((one) => receiver.receive(one, 0).unwanted ?? 'taken');
}

const test = suite('receiver');

test('holds what is ahead as far as its window, and no further', () => {
  assert.equal(outcomes(frame(3), frame(4), frame(3)), ['taken', 'sequence', 'duplicate']);
  assert.equal(outcomes(frame(0x7fff), frame(0x8000)), ['sequence', 'duplicate']);
});

test('says what it holds, one bit for each after the one it expects', () => {
  const receiver = new Receiver(LIMITS);
  receiver.receive(frame(0), 0);
  receiver.receive(frame(3, { fragmentIndex: 3 }), 0);
  const { nextSequence, heldBitmap } = receiver.acknowledgement();
  assert.equal([nextSequence, heldBitmap], [1, 0b10]);
});

test('takes only the fragment that must come next of the message it has begun', () => {
  const next = frame(1, { fragmentIndex: 1 });
  assert.equal(outcomes(frame(0), next), ['taken', 'taken']);
  const wrong: readonly Partial<DataFrame>[] = [
    { channel: 'alert' },
    { messageId: 2 },
    { fragmentTotal: 4 },
    { fragmentIndex: 2 },
    { fragmentIndex: 0 },
    { payload: new Uint8Array(3) },
    { payload: new Uint8Array(5) },
  ];
  for (const parts of wrong)
    assert.equal(outcomes(frame(0), { ...next, ...parts }), ['taken', 'fragment']);
  assert.equal(
    outcomes(frame(0, { fragmentIndex: 1 })),
    ['fragment'],
    'and the first of one first',
  );
});

test('takes no fragment and no message above its own limits', () => {
  const one = { fragmentTotal: 1 };
  assert.equal(outcomes(frame(0, { ...one, payload: new Uint8Array(16) })), ['taken']);
  assert.equal(outcomes(frame(0, { ...one, payload: new Uint8Array(17) })), ['tooLarge']);
  // 24 × 4 bytes and one more are in it, 25 × 4 and one are not.
  assert.equal(outcomes(frame(0, { fragmentTotal: 25 })), ['taken']);
  assert.equal(outcomes(frame(0, { fragmentTotal: 26 })), ['tooLarge']);
});

test('gives a message out once, when its last fragment is in', () => {
  const receiver = new Receiver(LIMITS);
  const last = frame(2, { fragmentIndex: 2, payload: Uint8Array.of(2) });
  assert.equal(receiver.receive(last, 0).messages, []);
  assert.equal(receiver.receive(frame(1, { fragmentIndex: 1 }), 0).messages, []);
  const [message, ...more] = receiver.receive(frame(0), 0).messages;
  assert.equal(message?.message, Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1, 2));
  assert.equal([more, receiver.heldBytes()], [[], 0]);
  assert.is(receiver.receive(last, 0).unwanted, 'duplicate');
});
test.run();
