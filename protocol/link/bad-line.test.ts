/** Bad lines: whatever is lost, cut, flipped, doubled or added, a message arrives once, whole and in order, or is reported. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { concat, equalBytes, putU32, toHex, u32 } from '../bytes.ts';
import { Endpoint } from './endpoint.ts';
import { type Channel, encodeFrame } from './frame.ts';
import {
  type Faults,
  garble,
  HEADEND,
  Line,
  METER,
  NO_FAULTS,
  randomBytes,
  type Side,
  seeded,
  seenOf,
} from './line.testing.ts';

const test = suite('bad line');

type Sent = { readonly channel: Channel; readonly message: Uint8Array; readonly id: number };
const CHANNELS: readonly Channel[] = ['command', 'response', 'alert'];

/** What was sent from one side, each message with its number in front. */
class Ledger {
  readonly sent: Sent[] = [];
  private readonly line: Line;
  private readonly from: Side;
  private readonly to: Side;

  constructor(line: Line, from: Side, to: Side) {
    this.line = line;
    this.from = from;
    this.to = to;
  }

  send(length: number, random: () => number): void {
    const message = randomBytes(random, Math.max(4, length));
    putU32(message, 0, this.sent.length);
    const channel = CHANNELS[Math.floor(random() * CHANNELS.length)] as Channel;
    const id = this.line.send(this.from, channel, message);
    assert.type(id, 'number');
    this.sent.push({ channel, message, id: id as number });
  }

  /** Every message has one verdict, what arrived was sent and comes once and in order; how many were delivered. */
  check(): number {
    const verdicts = this.from.seen.filter(
      ({ kind }) => kind === 'delivered' || kind === 'undeliverable',
    );
    assert.is(verdicts.length, this.sent.length, 'one verdict each');
    const arrived = seenOf(this.to, 'message').map(({ channel, message }) => {
      const number = u32(message, 0);
      assert.is(channel, this.sent[number]?.channel);
      assert.ok(equalBytes(message, this.sent[number]?.message as Uint8Array), 'intact');
      return number;
    });
    assert.equal(
      arrived,
      [...new Set(arrived)].sort((a, b) => a - b),
      'once and in order',
    );
    const delivered = seenOf(this.from, 'delivered').map(({ messageId }) => messageId);
    for (const { id } of this.sent)
      assert.is(verdicts.filter((one) => 'messageId' in one && one.messageId === id).length, 1);
    const arrivedIds = new Set(arrived.map((number) => this.sent[number]?.id));
    for (const id of delivered) assert.ok(arrivedIds.has(id), 'delivered is true');
    return delivered.length;
  }
}

function traffic(line: Line, seed: number, count: number): [Ledger, Ledger] {
  const random = seeded(seed ^ 0x55aa);
  const ledgers: [Ledger, Ledger] = [
    new Ledger(line, line.a, line.b),
    new Ledger(line, line.b, line.a),
  ];
  for (let round = 0; round < count; round++) {
    for (const ledger of ledgers) ledger.send(Math.floor(random() ** 3 * 3000), random);
    line.run(Math.floor(random() * 400));
  }
  return ledgers;
}

const chance = (max: number) => fc.double({ min: 0, max, noNaN: true });
const faults: fc.Arbitrary<Faults> = fc.record({
  lost: chance(0.3),
  truncated: chance(0.2),
  flipped: chance(0.3),
  doubled: chance(0.2),
  noise: chance(0.2),
});

test('on any bad line every message arrives once, in order and intact, or is reported', () => {
  let [sent, delivered] = [0, 0];
  fc.assert(
    fc.property(fc.integer(), faults, (seed, bad) => {
      const line = new Line(seed, bad);
      const ledgers = traffic(line, seed, 15);
      line.run(120_000);
      line.faults = NO_FAULTS;
      line.run(120_000);
      for (const ledger of ledgers) {
        delivered += ledger.check();
        sent += ledger.sent.length;
      }
      assert.is(line.a.endpoint.heldBytes() + line.b.endpoint.heldBytes(), 0);
    }),
    { seed: 4, numRuns: 150 },
  );
  assert.ok(delivered > sent * 0.9, `${delivered} of ${sent} delivered`);
});

test('a line that only loses one frame in ten delivers everything', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const line = new Line(seed, { ...NO_FAULTS, lost: 0.1 });
    const ledgers = traffic(line, seed, 20);
    line.run(60_000);
    for (const ledger of ledgers) assert.is(ledger.check(), 20);
  }
});

test('ends that restart at any time on a bad line: nothing arrives twice, broken or out of order', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat({ max: 3000 }), { maxLength: 6 }), (seed, pauses) => {
      const line = new Line(seed, { ...NO_FAULTS, lost: 0.1, flipped: 0.1 });
      const ledger = new Ledger(line, line.a, line.b);
      const random = seeded(seed);
      for (const [count, pause] of pauses.entries()) {
        for (let sent = 0; sent < 4; sent++) ledger.send(Math.floor(random() * 2000), random);
        line.run(pause);
        line.restart(line.b, 0x100 + count);
      }
      line.faults = NO_FAULTS;
      line.run(60_000);
      ledger.check();
    }),
    { seed: 5, numRuns: 150 },
  );
});

/** A session with `HEADEND`, and the frames of five messages that `METER` sends in it. */
function recorded(): {
  readonly endpoint: Endpoint;
  readonly frames: Uint8Array[];
  sent: Set<string>;
} {
  const endpoint = new Endpoint({ identity: HEADEND, nonce: 1 }, 0);
  const hello = { ...METER, nonce: 2, peerNonce: 1, asking: false };
  endpoint.receive(encodeFrame({ kind: 'hello', hello }), 0);
  const payload = randomBytes(seeded(9), 900);
  const frames: Uint8Array[] = [];
  const sent = new Set<string>();
  for (let message = 0; message < 5; message++) {
    sent.add(toHex(payload.subarray(0, 180 * (message + 1))));
    for (let index = 0; index <= message; index++)
      frames.push(
        encodeFrame({
          kind: 'data',
          channel: 'response',
          sequence: (message * (message + 1)) / 2 + index,
          messageId: message + 1,
          fragmentIndex: index,
          fragmentTotal: message + 1,
          payload: payload.subarray(index * 180, (index + 1) * 180),
        }),
      );
  }
  return { endpoint, frames, sent };
}

test('100,000 garbled frames: no message that was not sent, no exception, bounded memory', () => {
  const { endpoint, frames, sent } = recorded();
  const random = seeded(10);
  const bad: Faults = { lost: 0, truncated: 0.4, flipped: 0.6, doubled: 0.05, noise: 0.05 };
  let [refused, arrived] = [0, 0];
  for (let count = 0; count < 100_000; count++) {
    // A new session now and then, or every frame would soon be a duplicate.
    const hello = { ...METER, nonce: 2 + count, peerNonce: 1, asking: false };
    if (count % 200 === 0) endpoint.receive(encodeFrame({ kind: 'hello', hello }), count);
    const frame = frames[Math.floor(random() * frames.length)] as Uint8Array;
    endpoint.receive(garble(frame, bad, random), count);
    for (const event of endpoint.events()) {
      if (event.kind === 'refused') refused += 1;
      if (event.kind !== 'message') continue;
      assert.ok(sent.has(toHex(event.message)));
      arrived += 1;
    }
    assert.ok(endpoint.heldBytes() <= METER.largestMessage + 5 * 224);
  }
  assert.ok(refused > 50_000 && arrived > 1000, `${refused} refused, ${arrived} arrived`);
});

test('a sender that keeps no rule, with checksums that agree, makes no exception and fills no memory', () => {
  const { endpoint } = recorded();
  const random = seeded(11);
  const upTo = (max: number) => Math.floor(random() * max);
  for (let count = 0; count < 50_000; count++) {
    const fragmentTotal = 1 + upTo(random() < 0.1 ? 0xffff : 4);
    const frame = encodeFrame({
      kind: 'data',
      channel: 'alert',
      sequence: upTo(8) + Math.floor(count / 20_000),
      messageId: 1 + upTo(3),
      fragmentIndex: upTo(fragmentTotal),
      fragmentTotal,
      payload: randomBytes(random, 1 + upTo(224)),
    });
    const wrong = {
      kind: 'acknowledgement',
      nextSequence: upTo(65536),
      heldBitmap: upTo(256),
    } as const;
    endpoint.receive(concat(frame, encodeFrame(wrong)), count);
    endpoint.poll(count);
    endpoint.events();
    assert.ok(endpoint.heldBytes() <= METER.largestMessage + 5 * 224);
  }
});

test('noise alone, as of a wrong baud rate, makes nothing but refusals', () => {
  const endpoint = new Endpoint({ identity: HEADEND, nonce: 1 }, 0);
  const random = seeded(12);
  for (let count = 0; count < 2000; count++) {
    endpoint.receive(randomBytes(random, 500), count);
    assert.not.ok(endpoint.events().some(({ kind }) => kind !== 'refused'));
  }
  assert.is(endpoint.heldBytes(), 0);
});

test('the same seed gives the same events at the same times', () => {
  const run = () => {
    const line = new Line(99, {
      lost: 0.2,
      truncated: 0.1,
      flipped: 0.2,
      doubled: 0.1,
      noise: 0.1,
    });
    traffic(line, 99, 10);
    line.run(60_000);
    return JSON.stringify([line.a.seen, line.b.seen]);
  };
  assert.is(run(), run());
});

test.run();
