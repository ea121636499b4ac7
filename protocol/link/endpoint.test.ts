/** Two endpoints over a simulated line: timetables of single events, restarts, limits. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { concat, toHex } from '../bytes.ts';
import { Endpoint } from './endpoint.ts';
import { encodeFrame } from './frame.ts';
import { HEADEND, Line, METER, NO_FAULTS, type Side, seenOf } from './line.testing.ts';

const test = suite('endpoint');
const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => at);
const text = (value: string) => new TextEncoder().encode(value);
const LOST = { ...NO_FAULTS, lost: 1 };

/** A line on which both ends have said hello. */
function openLine(seed = 1): Line {
  const line = new Line(seed);
  line.run(100);
  assert.is(seenOf(line.a, 'hello').length, 1);
  assert.is(seenOf(line.b, 'hello').length, 1);
  return line;
}

/** What was sent, as the receiver saw it. */
function messagesAt(side: Side): string[] {
  return seenOf(side, 'message').map(({ channel, message }) => `${channel} ${toHex(message)}`);
}

test('both ends learn who the other is and what it takes', () => {
  const line = openLine();
  const heard = seenOf(line.a, 'hello')[0]?.hello;
  assert.is(heard?.eui64, METER.eui64);
  assert.is(heard?.largestMessage, 4096);
  assert.is(seenOf(line.b, 'hello')[0]?.hello.eui64, HEADEND.eui64);
});

test('after the hellos an idle line is silent', () => {
  const line = openLine();
  assert.is(line.a.endpoint.nextDeadline(), undefined);
  assert.equal(line.a.endpoint.poll(3_600_000), []);
});

test('hello: at 0 ms, 250, 750, 1750, 3750, then each 2 s', () => {
  const endpoint = new Endpoint({ identity: METER, nonce: 5 }, 0);
  const times: number[] = [];
  for (let now = 0; now <= 8000; now += 10) if (endpoint.poll(now).length > 0) times.push(now);
  assert.equal(times, [0, 250, 750, 1750, 3750, 5750, 7750]);
});

test('a fragment nobody answers: at 0 ms, 200, 600, 1400, 3000, 5000, 7000, 9000; given up at 11000', () => {
  const { a, nowMillis } = openLine();
  a.endpoint.send('command', bytes(10), nowMillis);
  const times: number[] = [];
  for (let at = 0; at <= 10_990; at += 10)
    if (a.endpoint.poll(nowMillis + at).length > 0) times.push(at);
  assert.equal(times, [0, 200, 600, 1400, 3000, 5000, 7000, 9000]);
  assert.equal(a.endpoint.events(), []);
  assert.is(a.endpoint.nextDeadline(), nowMillis + 11_000);
  a.endpoint.poll(nowMillis + 11_000);
  assert.equal(a.endpoint.events(), [
    { kind: 'lost', why: 'noAnswer' },
    { kind: 'undeliverable', messageId: 1, why: 'sessionLost' },
  ]);
});

test('one fragment of four is lost: it alone is sent again, without waiting for 200 ms', () => {
  const line = openLine();
  const { a, b } = line;
  a.endpoint.send('command', bytes(3 * 224 + 1), line.nowMillis);
  const frames = a.endpoint.poll(line.nowMillis);
  assert.is(frames.length, 4);
  b.endpoint.receive(concat(...frames.filter((_, index) => index !== 1)), line.nowMillis);
  a.endpoint.receive(concat(...b.endpoint.poll(line.nowMillis)), line.nowMillis);
  const again = a.endpoint.poll(line.nowMillis);
  assert.equal(again, [frames[1]]);
  b.endpoint.receive(again[0] as Uint8Array, line.nowMillis);
  line.run(20);
  assert.equal(messagesAt(b), [`command ${toHex(bytes(3 * 224 + 1))}`]);
  assert.is(seenOf(a, 'delivered').length, 1);
});

test('an acknowledgement of what was never sent, or of long ago, delivers nothing', () => {
  const { a, nowMillis } = openLine();
  a.endpoint.send('command', bytes(300), nowMillis);
  assert.is(a.endpoint.poll(nowMillis).length, 2);
  for (const nextSequence of [3, 0x7fff, 0x8000, 0xffff, 0]) {
    const frame = { kind: 'acknowledgement', nextSequence, heldBitmap: 0 } as const;
    a.endpoint.receive(encodeFrame(frame), nowMillis);
  }
  assert.equal(a.endpoint.events(), []);
  const whole = { kind: 'acknowledgement', nextSequence: 2, heldBitmap: 0 } as const;
  a.endpoint.receive(encodeFrame(whole), nowMillis);
  assert.equal(a.endpoint.events(), [{ kind: 'delivered', messageId: 1 }]);
});

test('no more than the window is under way', () => {
  const { a, nowMillis } = openLine();
  a.endpoint.send('command', bytes(3000), nowMillis);
  assert.is(a.endpoint.poll(nowMillis).length, 4);
  assert.is(a.endpoint.poll(nowMillis + 1).length, 0);
});

test('messages of 0, 1, 224, 225 and 4096 bytes arrive on their channels in order', () => {
  const line = openLine();
  const sizes = [0, 1, 224, 225, 4096];
  for (const size of sizes) line.send(line.a, 'command', bytes(size));
  line.send(line.b, 'response', bytes(3));
  line.send(line.b, 'alert', bytes(2));
  line.run(2000);
  assert.equal(
    messagesAt(line.b),
    sizes.map((size) => `command ${toHex(bytes(size))}`),
  );
  assert.equal(messagesAt(line.a), ['response 000102', 'alert 0001']);
  assert.equal(
    seenOf(line.a, 'delivered').map(({ messageId }) => messageId),
    [1, 2, 3, 4, 5],
  );
});

test('a lost acknowledgement: the fragment comes twice, the message once', () => {
  const line = openLine();
  const { a, b } = line;
  a.endpoint.send('command', bytes(9), line.nowMillis);
  b.endpoint.receive(concat(...a.endpoint.poll(line.nowMillis)), line.nowMillis);
  assert.is(b.endpoint.poll(line.nowMillis).length, 1);
  line.run(1000);
  assert.is(messagesAt(b).length, 1);
  assert.is(b.endpoint.counters().get('duplicate'), 1);
  assert.is(a.endpoint.counters().get('resent'), 1);
  assert.is(seenOf(a, 'delivered').length, 1);
});

test('a message waits for the hello, and is undeliverable after 10 s without one', () => {
  const endpoint = new Endpoint({ identity: METER, nonce: 5 }, 0);
  endpoint.send('alert', bytes(5), 1000);
  endpoint.poll(10_999);
  assert.equal(endpoint.events(), []);
  endpoint.poll(11_000);
  assert.equal(endpoint.events(), [{ kind: 'undeliverable', messageId: 1, why: 'noPeer' }]);
  assert.is(endpoint.heldBytes(), 0);
});

test('more than the peer takes is refused once it is known, and undeliverable when it was not', () => {
  const line = new Line(1);
  const early = line.send(line.a, 'command', bytes(4097));
  line.run(100);
  assert.is(line.send(line.a, 'command', bytes(4097)), 'LINK_TOO_LARGE');
  const [event] = seenOf(line.a, 'undeliverable');
  assert.is(event?.messageId, early);
  assert.is(event?.why, 'tooLarge');
});

test('no more than a mebibyte waits', () => {
  const endpoint = new Endpoint({ identity: METER, nonce: 5 }, 0);
  let taken = 0;
  while (typeof endpoint.send('command', bytes(4096), 0) === 'number') taken += 1;
  assert.is(taken, Math.floor((1 << 20) / (4096 + 32)));
  assert.ok(endpoint.heldBytes() <= 1 << 20);
});

test('a small board: fragments of 16 bytes, one at a time', () => {
  const line = new Line(1, NO_FAULTS, { ...METER, fragmentPayload: 16, window: 1 });
  line.run(100);
  line.send(line.a, 'command', bytes(100));
  assert.is(line.a.endpoint.poll(line.nowMillis).length, 1);
  line.run(2000);
  assert.equal(messagesAt(line.b), [`command ${toHex(bytes(100))}`]);
});

test('the peer restarts in the middle of a message: the half is dropped, the next message arrives', () => {
  const line = openLine();
  line.send(line.a, 'command', bytes(4000));
  line.send(line.a, 'command', bytes(8));
  line.run(100);
  line.restart(line.b, 0x77);
  line.run(5000);
  assert.equal(messagesAt(line.b), [`command ${toHex(bytes(8))}`]);
  assert.is(seenOf(line.a, 'lost')[0]?.why, 'peerRestarted');
  assert.equal(
    seenOf(line.a, 'undeliverable').map(({ messageId }) => messageId),
    [1],
  );
  assert.equal(
    seenOf(line.a, 'delivered').map(({ messageId }) => messageId),
    [2],
  );
});

test('a half message from a peer that restarts does not join onto what comes next', () => {
  const line = openLine();
  line.send(line.b, 'response', bytes(4000));
  line.run(100);
  assert.ok(line.a.endpoint.heldBytes() > 0);
  line.restart(line.b, 0x77);
  line.run(100);
  assert.is(line.a.endpoint.heldBytes(), 0);
  line.send(line.b, 'response', bytes(4));
  line.run(1000);
  assert.equal(messagesAt(line.a), ['response 00010203']);
});

test('a peer that restarts with the nonce it had is noticed too', () => {
  const line = openLine();
  line.send(line.b, 'alert', bytes(1));
  line.run(100);
  line.restart(line.b, 0x0b0b0b01);
  line.send(line.b, 'alert', bytes(2));
  line.run(2000);
  assert.equal(messagesAt(line.a), ['alert 00', 'alert 0001']);
});

test('an old hello of the peer, heard late, costs a new session, and the line goes on', () => {
  const line = openLine();
  line.send(line.b, 'alert', bytes(1));
  line.send(line.a, 'command', bytes(1));
  line.run(100);
  const hello = { ...METER, nonce: 0x0b0b0b01, peerNonce: 0, asking: true };
  line.a.endpoint.receive(encodeFrame({ kind: 'hello', hello }), line.nowMillis);
  line.send(line.b, 'alert', bytes(2));
  line.send(line.a, 'command', bytes(2));
  line.run(300);
  line.send(line.b, 'alert', bytes(3));
  line.send(line.a, 'command', bytes(3));
  line.run(3000);
  assert.equal(messagesAt(line.a).at(-1), 'alert 000102');
  assert.equal(messagesAt(line.b).at(-1), 'command 000102');
  assert.is(seenOf(line.b, 'lost').length, 1);
});

test('an end that has just started takes nothing meant for the one before it', () => {
  const line = openLine();
  line.restart(line.b, 0x77);
  line.a.endpoint.send('command', bytes(1), line.nowMillis);
  for (const frame of line.a.endpoint.poll(line.nowMillis))
    line.b.endpoint.receive(frame, line.nowMillis);
  assert.equal(
    line.b.endpoint.events().map(({ kind }) => kind),
    ['refused'],
  );
  assert.is(line.b.endpoint.counters().get('session'), 1);
});

test('a line dead for 60 s: the message under way is reported, and those after it arrive', () => {
  const line = openLine();
  line.faults = LOST;
  line.send(line.a, 'command', bytes(1));
  line.run(60_000);
  assert.equal(
    seenOf(line.a, 'undeliverable').map(({ why }) => why),
    ['sessionLost'],
  );
  line.faults = NO_FAULTS;
  line.send(line.a, 'command', bytes(2));
  line.run(5000);
  assert.equal(messagesAt(line.b), ['command 0001']);
});

test('attached in the middle of a frame: the rest of it is dropped and the next one understood', () => {
  const line = openLine();
  const frame = encodeFrame({ kind: 'log', text: text('Meter ready') });
  line.b.endpoint.receive(concat(frame.subarray(9), frame), line.nowMillis);
  line.run(1);
  assert.equal(
    seenOf(line.b, 'log').map(({ text: piece }) => piece),
    [text('Meter ready')],
  );
  assert.is(seenOf(line.b, 'refused').length, 1);
});

test('log text needs no hello and no acknowledgement; a long one comes in pieces', () => {
  const line = new Line(1);
  const long = text('supply interrupted; '.repeat(20));
  assert.is(line.send(line.b, 'log', long), 0);
  line.run(100);
  assert.equal(concat(...seenOf(line.a, 'log').map(({ text: piece }) => piece)), long);
});

test('log text beyond 32 frames is dropped and counted', () => {
  const endpoint = new Endpoint({ identity: METER, nonce: 5 }, 0);
  for (let line = 0; line < 40; line++) endpoint.send('log', bytes(224), 0);
  assert.is(endpoint.poll(0).length, 1 + 32);
  assert.is(endpoint.counters().get('logDropped'), 8);
});

test('our own hello, echoed by the line, does not make a peer', () => {
  const endpoint = new Endpoint({ identity: METER, nonce: 5 }, 0);
  endpoint.receive(concat(...endpoint.poll(0)), 0);
  assert.is(endpoint.counters().get('echo'), 1);
  assert.equal(endpoint.poll(0), []);
});

test('a board that says more than its message may be is not acknowledged', () => {
  const line = openLine();
  const frame = encodeFrame({
    kind: 'data',
    channel: 'response',
    sequence: 0,
    messageId: 1,
    fragmentIndex: 0,
    fragmentTotal: 0xffff,
    payload: bytes(224),
  });
  line.a.endpoint.receive(frame, line.nowMillis);
  assert.equal(line.a.endpoint.poll(line.nowMillis), []);
  assert.is(line.a.endpoint.counters().get('tooLarge'), 1);
  assert.is(line.a.endpoint.heldBytes(), 0);
});

test('the rest of a message that does not come within 30 s is no longer waited for', () => {
  const line = openLine();
  line.send(line.b, 'response', bytes(4000));
  line.run(100);
  assert.ok(line.a.endpoint.heldBytes() > 0);
  line.a.endpoint.poll(line.nowMillis + 31_000);
  assert.is(line.a.endpoint.heldBytes(), 0);
  assert.is(line.a.endpoint.counters().get('assembly'), 1);
});

test('sequence numbers and message ids wrap: 70,000 messages arrive', () => {
  const { a, b, nowMillis } = openLine();
  let arrived = 0;
  for (let sent = 1; sent <= 70_000; sent++) {
    a.endpoint.send('command', Uint8Array.of(sent, sent >> 8, sent >> 16), nowMillis);
    for (const frame of a.endpoint.poll(nowMillis)) b.endpoint.receive(frame, nowMillis);
    for (const frame of b.endpoint.poll(nowMillis)) a.endpoint.receive(frame, nowMillis);
    const [event] = b.endpoint.events();
    if (event?.kind === 'message' && event.message[1] === ((sent >> 8) & 255)) arrived += 1;
    assert.is(a.endpoint.events()[0]?.kind, 'delivered');
  }
  assert.is(arrived, 70_000);
});

test.run();
