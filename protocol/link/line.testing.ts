/** A simulated line between two endpoints: simulated time, seeded faults, everything recorded. For tests only. */
import { concat } from '../bytes.ts';
import { Refused } from '../refused.ts';
import { Endpoint } from './endpoint.ts';
import type { LinkEvent } from './events.ts';
import type { Channel } from './frame.ts';
import type { Identity } from './hello.ts';

export const METER: Identity = {
  eui64: '00-DB-12-34-56-78-90-A0',
  protocolVersion: 1,
  largestMessage: 4096,
  fragmentPayload: 224,
  window: 4,
};
export const HEADEND: Identity = { ...METER, eui64: '90-B3-D5-1F-30-00-00-02' };

/** Chances from 0 to 1 for each chunk written. */
export type Faults = {
  readonly lost: number;
  readonly truncated: number;
  readonly flipped: number;
  readonly doubled: number;
  readonly noise: number;
};
export const NO_FAULTS: Faults = { lost: 0, truncated: 0, flipped: 0, doubled: 0, noise: 0 };

/** Mulberry32: numbers from 0 to below 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function randomBytes(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

/** What a bad line makes of the bytes written; their order is kept. */
export function garble(bytes: Uint8Array, faults: Faults, random: () => number): Uint8Array {
  if (random() < faults.lost) return new Uint8Array(0);
  let garbled: Uint8Array = bytes.slice();
  if (random() < faults.truncated) {
    const from = Math.floor(random() * garbled.length);
    const gap = Math.ceil(random() * 20);
    garbled = concat(garbled.subarray(0, from), garbled.subarray(from + gap));
  }
  while (garbled.length > 0 && random() < faults.flipped) {
    const at = Math.floor(random() * garbled.length);
    garbled[at] = (garbled[at] as number) ^ (1 << Math.floor(random() * 8));
  }
  if (random() < faults.noise)
    garbled = concat(randomBytes(random, Math.ceil(random() * 300)), garbled);
  return random() < faults.doubled ? concat(garbled, garbled) : garbled;
}

export type Recorded = LinkEvent & { readonly atMillis: number };

class Side {
  endpoint: Endpoint;
  readonly seen: Recorded[] = [];
  readonly identity: Identity;
  inbound: { readonly atMillis: number; readonly bytes: Uint8Array }[] = [];
  lineFreeMillis = 0;

  constructor(identity: Identity, nonce: number, nowMillis: number) {
    this.identity = identity;
    this.endpoint = new Endpoint({ identity, nonce }, nowMillis);
  }
}

const LATENCY_MILLIS = 2;
const BYTES_PER_MILLI = 11.52;

/** Two ends, `a` the head-end and `b` the meter, over 115,200 baud with 2 ms of latency. */
export class Line {
  nowMillis = 0;
  faults: Faults;
  readonly a: Side;
  readonly b: Side;
  private readonly random: () => number;

  constructor(seed: number, faults = NO_FAULTS, b = METER) {
    this.random = seeded(seed);
    this.faults = faults;
    this.a = new Side(HEADEND, 0x0a0a0a01, 0);
    this.b = new Side(b, 0x0b0b0b01, 0);
  }

  /** The message's id, or the refusal's code. */
  send(from: Side, channel: Channel, message: Uint8Array): number | string {
    const id = from.endpoint.send(channel, message, this.nowMillis);
    return id instanceof Refused ? id.code : id;
  }

  /** The board of `side` starts again, with a nonce not used before. */
  restart(side: Side, nonce: number): void {
    side.endpoint = new Endpoint({ identity: side.identity, nonce }, this.nowMillis);
  }

  /** Lets `millis` pass. */
  run(millis: number): void {
    const end = this.nowMillis + millis;
    for (;;) {
      this.settle(this.a, this.b);
      this.settle(this.b, this.a);
      const next = this.nextMillis();
      if (next === undefined || next > end) break;
      this.nowMillis = Math.max(this.nowMillis, next);
      this.arrive(this.a);
      this.arrive(this.b);
    }
    this.nowMillis = end;
  }

  private nextMillis(): number | undefined {
    const times = [this.a, this.b].flatMap((side) => [
      side.inbound[0]?.atMillis ?? Infinity,
      side.endpoint.nextDeadline() ?? Infinity,
    ]);
    const next = Math.min(...times);
    return next === Infinity ? undefined : next;
  }

  private settle(from: Side, to: Side): void {
    for (const frame of from.endpoint.poll(this.nowMillis)) {
      const bytes = garble(frame, this.faults, this.random);
      if (bytes.length === 0) continue;
      const startMillis = Math.max(this.nowMillis, from.lineFreeMillis);
      from.lineFreeMillis = startMillis + bytes.length / BYTES_PER_MILLI;
      to.inbound.push({ atMillis: from.lineFreeMillis + LATENCY_MILLIS, bytes });
    }
    for (const event of from.endpoint.events())
      from.seen.push({ ...event, atMillis: this.nowMillis });
  }

  private arrive(side: Side): void {
    while (side.inbound[0] && side.inbound[0].atMillis <= this.nowMillis) {
      const { bytes } = side.inbound.shift() as { bytes: Uint8Array };
      side.endpoint.receive(bytes, this.nowMillis);
    }
  }
}

export type { Side };

/** The events of one kind that `side` has seen. */
export function seenOf<Kind extends LinkEvent['kind']>(
  side: Side,
  kind: Kind,
): Extract<Recorded, { kind: Kind }>[] {
  return side.seen.filter(
    (event): event is Extract<Recorded, { kind: Kind }> => event.kind === kind,
  );
}
