/** Messages acknowledged only when whoever takes them says so: docs/serial-link.md, "Fragments". */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Endpoint } from './endpoint.ts';
import { encodeFrame } from './frame.ts';
import { HEADEND, Line, METER, seenOf } from './line.testing.ts';

const heldChannels = ['alert'] as const;

function line(): Line {
  const opened = new Line(1);
  opened.a.endpoint = new Endpoint({ identity: HEADEND, nonce: 0x0a0a0a01, heldChannels }, 0);
  opened.run(100);
  return opened;
}
const bytes = (length: number) => new Uint8Array(length).fill(7);
const receiptOf = (on: Line, at = 0) => seenOf(on.a, 'message')[at]?.receipt as number;

const test = suite('a message that waits to be taken');

test('is given out at once, and delivered for its sender when it is taken', () => {
  const on = line();
  on.send(on.b, 'alert', bytes(500));
  on.run(150);
  assert.is(seenOf(on.a, 'message').length, 1);
  assert.is(seenOf(on.b, 'delivered').length, 0);
  on.a.endpoint.taken(receiptOf(on));
  on.run(20);
  assert.is(seenOf(on.b, 'delivered').length, 1);
});

test('is given out once, however often its sender repeats it', () => {
  const on = line();
  on.send(on.b, 'alert', bytes(10));
  on.run(6000);
  assert.is(seenOf(on.a, 'message').length, 1);
  assert.ok((on.b.endpoint.counters().get('resent') ?? 0) >= 4);
  on.a.endpoint.taken(receiptOf(on));
  on.run(20);
  assert.is(seenOf(on.b, 'delivered').length, 1);
});

test('lets those after it through, which are delivered with it', () => {
  const on = line();
  on.send(on.b, 'alert', bytes(10));
  on.send(on.b, 'response', bytes(20));
  on.run(100);
  assert.equal(
    seenOf(on.a, 'message').map(({ channel }) => channel),
    ['alert', 'response'],
  );
  assert.is(on.b.endpoint.counters().get('resent'), 0, 'not repeated for being passed by');
  on.a.endpoint.taken(receiptOf(on));
  on.run(20);
  assert.is(seenOf(on.b, 'delivered').length, 2);
});

test('is acknowledged in order: the older one first, though the newer was taken', () => {
  const on = line();
  on.send(on.b, 'alert', bytes(10));
  on.send(on.b, 'alert', bytes(10));
  on.run(100);
  on.a.endpoint.taken(receiptOf(on, 1));
  on.run(20);
  assert.is(seenOf(on.b, 'delivered').length, 0);
  on.a.endpoint.taken(receiptOf(on, 0));
  on.run(20);
  assert.is(seenOf(on.b, 'delivered').length, 2);
});

test('is lost with its session, and taking it then says nothing of the next one', () => {
  const on = line();
  on.send(on.b, 'alert', bytes(10));
  on.run(12_000);
  assert.equal(
    seenOf(on.b, 'undeliverable').map(({ why }) => why),
    ['sessionLost'],
  );
  on.send(on.b, 'alert', bytes(10));
  on.run(1000);
  assert.is(seenOf(on.a, 'message').length, 2);
  on.a.endpoint.taken(receiptOf(on, 0));
  on.run(20);
  assert.is(seenOf(on.b, 'delivered').length, 0);
  on.a.endpoint.taken(receiptOf(on, 1));
  on.run(20);
  assert.is(seenOf(on.b, 'delivered').length, 1);
});

test('lets no more after it through than its sender may have under way', () => {
  const endpoint = new Endpoint({ identity: HEADEND, nonce: 1, heldChannels }, 0);
  const hello = { ...METER, nonce: 2, peerNonce: 1, asking: false };
  endpoint.receive(encodeFrame({ kind: 'hello', hello }), 0);
  const given = () => endpoint.events().flatMap((event) => (event.kind === 'message' ? event : []));
  const alert = (sequence: number) => {
    const whole = { fragmentIndex: 0, fragmentTotal: 1, payload: bytes(1) } as const;
    const messageId = sequence + 1;
    const frame = { kind: 'data', channel: 'alert', sequence, messageId, ...whole } as const;
    endpoint.receive(encodeFrame(frame), 0);
    return given();
  };
  const [first] = alert(0);
  for (let sequence = 1; sequence < HEADEND.window; sequence++)
    assert.is(alert(sequence).length, 1);
  assert.is(alert(HEADEND.window).length, 0);
  endpoint.taken(first?.receipt as number);
  assert.is(alert(HEADEND.window).length, 1);
});
test.run();
