/** The sending half: messages cut into fragments, a window of them under way, each sent again until acknowledged. */
import type { Acknowledgement, DataFrame, MessageChannel } from './frame.ts';
import type { Limits } from './hello.ts';
import { RESEND_MAX_MILLIS, TRIES_MAX, WAITING_MESSAGE_BYTES } from './limits.ts';

export type Outgoing = {
  readonly messageId: number;
  readonly channel: MessageChannel;
  readonly message: Uint8Array;
  readonly queuedMillis: number;
};

/** A message being cut: fragments before `cut` have been put into the window. */
type Begun = { readonly outgoing: Outgoing; cut: number; readonly total: number };

type UnderWay = {
  readonly frame: DataFrame;
  tries: number;
  resendAtMillis: number;
  /** Where this fragment's latest sending stands among all sendings. */
  order: number;
  held: boolean;
};

export class Sender {
  private readonly resendFirstMillis: number;
  private waiting: Outgoing[] = [];
  /** Not yet acknowledged to the end, oldest first; only the last may be still in cutting. */
  private begun: Begun[] = [];
  private underWay: UnderWay[] = [];
  private nextSequence = 0;
  private sendings = 0;
  waitingBytes = 0;
  resentFrames = 0;

  constructor(resendFirstMillis: number) {
    this.resendFirstMillis = resendFirstMillis;
  }

  queue(outgoing: Outgoing): void {
    this.waiting.push(outgoing);
    this.waitingBytes += costOf(outgoing);
  }

  /** A new session: answers the messages that were under way, of which nobody knows whether they arrived. */
  reset(): Outgoing[] {
    const abandoned = this.begun.map(({ outgoing }) => outgoing);
    this.begun = [];
    this.underWay = [];
    this.nextSequence = 0;
    this.forget(abandoned);
    return abandoned;
  }

  /** Takes out, of the messages not begun, those `isHopeless` says. */
  drop(isHopeless: (outgoing: Outgoing) => boolean): Outgoing[] {
    const dropped = this.waiting.filter(isHopeless);
    if (dropped.length > 0) this.waiting = this.waiting.filter((one) => !isHopeless(one));
    this.forget(dropped);
    return dropped;
  }

  private forget(outgoings: readonly Outgoing[]): void {
    for (const outgoing of outgoings) this.waitingBytes -= costOf(outgoing);
  }

  /** Answers the messages whose last fragment the peer has now taken. */
  acknowledge({ nextSequence, heldBitmap }: Acknowledgement): Outgoing[] {
    const first = this.underWay[0];
    if (!first) return [];
    const taken = (nextSequence - first.frame.sequence) & 0xffff;
    // Older than the window, or of a sequence never sent: says nothing about what is under way.
    if (taken > this.underWay.length) return [];
    let latestOrder = -1;
    for (const [index, one] of this.underWay.entries()) {
      const bit = index - taken - 1;
      one.held = index < taken || (bit >= 0 && ((heldBitmap >>> bit) & 1) === 1);
      // Of a fragment sent twice nobody knows which sending is acknowledged.
      if (one.held && one.tries === 1) latestOrder = Math.max(latestOrder, one.order);
    }
    this.underWay.splice(0, taken);
    // A line keeps its order: what was sent before something that arrived is lost, not late.
    for (const one of this.underWay)
      if (!one.held && one.order < latestOrder) one.resendAtMillis = -Infinity;
    return this.finished();
  }

  private finished(): Outgoing[] {
    const oldest = this.underWay[0]?.frame.messageId;
    const delivered: Outgoing[] = [];
    for (let head = this.begun[0]; head; head = this.begun[0]) {
      if (head.cut < head.total || head.outgoing.messageId === oldest) break;
      delivered.push(head.outgoing);
      this.begun.shift();
    }
    this.forget(delivered);
    return delivered;
  }

  /** True when a fragment has been sent as often as it may and is still not acknowledged. */
  isGivingUp(nowMillis: number): boolean {
    return this.underWay.some((one) => one.tries >= TRIES_MAX && isDue(one, nowMillis));
  }

  /** The fragments to write now: those due again, then new ones as far as the peer's window goes. */
  poll(peer: Limits, nowMillis: number): DataFrame[] {
    const frames: DataFrame[] = [];
    for (const one of this.underWay) {
      if (!isDue(one, nowMillis)) continue;
      this.resentFrames += 1;
      this.sent(one, nowMillis);
      frames.push(one.frame);
    }
    while (this.underWay.length < peer.window) {
      const frame = this.nextFragment(peer.fragmentPayload);
      if (!frame) break;
      const one = { frame, tries: 0, resendAtMillis: 0, order: 0, held: false };
      this.sent(one, nowMillis);
      this.underWay.push(one);
      frames.push(frame);
    }
    return frames;
  }

  private sent(one: UnderWay, nowMillis: number): void {
    const wait = this.resendFirstMillis * 2 ** one.tries;
    one.tries += 1;
    one.resendAtMillis =
      nowMillis + Math.min(wait, Math.max(RESEND_MAX_MILLIS, this.resendFirstMillis));
    one.order = this.sendings++;
  }

  private nextFragment(length: number): DataFrame | undefined {
    const begun = this.beginning(length);
    if (!begun) return undefined;
    const { channel, messageId, message } = begun.outgoing;
    const fragmentIndex = begun.cut++;
    const sequence = this.nextSequence;
    this.nextSequence = (sequence + 1) & 0xffff;
    const payload = message.subarray(fragmentIndex * length, (fragmentIndex + 1) * length);
    const fragmentTotal = begun.total;
    return { kind: 'data', channel, sequence, messageId, fragmentIndex, fragmentTotal, payload };
  }

  private beginning(fragmentLength: number): Begun | undefined {
    const current = this.begun.at(-1);
    if (current && current.cut < current.total) return current;
    const outgoing = this.waiting.shift();
    if (!outgoing) return undefined;
    const total = Math.max(1, Math.ceil(outgoing.message.length / fragmentLength));
    const begun = { outgoing, cut: 0, total };
    this.begun.push(begun);
    return begun;
  }

  /** When a fragment is due again, or a waiting message has waited `waitMillis`; undefined for nothing. */
  nextResendMillis(): number | undefined {
    const times = this.underWay.filter((one) => !one.held).map((one) => one.resendAtMillis);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  oldestWaitingMillis(): number | undefined {
    return this.waiting[0]?.queuedMillis;
  }
}

function isDue(one: UnderWay, nowMillis: number): boolean {
  return !one.held && nowMillis >= one.resendAtMillis;
}

function costOf(outgoing: Outgoing): number {
  return outgoing.message.length + WAITING_MESSAGE_BYTES;
}
