/**
 * One end of a serial line: bytes in, bytes out, and what happened as values. It knows no clock: the
 * caller says the time, writes what `poll` answers, and comes back at `nextDeadline`.
 */
import { assert, Refused } from '../refused.ts';
import { Deframer } from './deframer.ts';
import type { LinkEvent, LostWhy, UndeliverableWhy } from './events.ts';
import {
  type Channel,
  type DataFrame,
  decodeFrame,
  encodeFrame,
  type Frame,
  type MessageChannel,
  refusedFrame,
} from './frame.ts';
import { type Hello, type Identity, limitsKept } from './hello.ts';
import {
  RESEND_FIRST_MILLIS,
  WAIT_FOR_PEER_MILLIS,
  WAITING_BYTES_MAX,
  WAITING_LOGS_MAX,
  WAITING_MESSAGE_BYTES,
} from './limits.ts';
import { Receiver, type Unwanted } from './receiver.ts';
import { type Outgoing, Sender } from './sender.ts';
import { openSession, type Session, type SessionInput, sessionStep } from './session.ts';

export type EndpointSettings = {
  readonly identity: Identity;
  /** 1 to 4294967295, drawn by the caller, another at every start. */
  readonly nonce: number;
  /** The first wait for an acknowledgement: 200 ms and the time the line takes for two windows. */
  readonly resendFirstMillis?: number;
  /** Channels whose messages are acknowledged when their taker says so (`taken`), not when they are whole. */
  readonly heldChannels?: readonly MessageChannel[];
};

export class Endpoint {
  private readonly identity: Identity;
  private readonly deframer = new Deframer();
  private readonly sender: Sender;
  private readonly receiver: Receiver;
  private session: Session;
  private lastMessageId = 0;
  private logs: Uint8Array[] = [];
  private undrained: LinkEvent[] = [];
  private isHelloDue = false;
  private isAcknowledgementDue = false;
  private readonly counted = new Map<string, number>();

  /** A line just opened: hello is due at the first `poll`. */
  constructor(settings: EndpointSettings, nowMillis: number) {
    assert(limitsKept(settings.identity), 'fragment or window out of range');
    assert(
      settings.nonce >>> 0 === settings.nonce && settings.nonce > 0,
      'a nonce is 32 bits, not 0',
    );
    this.identity = settings.identity;
    this.sender = new Sender(settings.resendFirstMillis ?? RESEND_FIRST_MILLIS);
    this.receiver = new Receiver(settings.identity, settings.heldChannels);
    this.session = openSession(settings.nonce, nowMillis);
  }

  /** Whatever came from the line. Drain `events` and `poll` after it: an acknowledgement may be due. */
  receive(bytes: Uint8Array, nowMillis: number): void {
    for (const encoded of this.deframer.push(bytes)) this.receiveFrame(encoded, nowMillis);
  }

  private receiveFrame(encoded: Uint8Array, nowMillis: number): void {
    const frame = decodeFrame(encoded);
    const read = frame instanceof Refused ? frame : (this.refusalOfFrame(frame) ?? frame);
    if (read instanceof Refused) this.refuse(read);
    else this.receiveWanted(read, nowMillis);
  }

  private refusalOfFrame(frame: Frame): Refused | undefined {
    if (frame.kind === 'log') return undefined;
    if (frame.kind === 'hello')
      return frame.hello.eui64 === this.identity.eui64
        ? refusedFrame('echo', 'our own hello came back')
        : undefined;
    return this.session.phase === 'asking'
      ? refusedFrame('session', 'the peer has not answered our hello')
      : undefined;
  }

  private receiveWanted(frame: Frame, nowMillis: number): void {
    switch (frame.kind) {
      case 'log':
        this.undrained.push(frame);
        break;
      case 'hello':
        this.step({ kind: 'hello', hello: frame.hello }, nowMillis, 'peerRestarted');
        break;
      case 'acknowledgement':
        for (const { messageId } of this.sender.acknowledge(frame))
          this.undrained.push({ kind: 'delivered', messageId });
        break;
      case 'data':
        this.receiveData(frame, nowMillis);
        break;
    }
  }

  private receiveData(frame: DataFrame, nowMillis: number): void {
    const { messages, unwanted } = this.receiver.receive(frame, nowMillis);
    for (const incoming of messages) this.undrained.push({ kind: 'message', ...incoming });
    // A duplicate too: its acknowledgement was lost.
    if (!unwanted || unwanted === 'duplicate' || messages.length > 0)
      this.isAcknowledgementDue = true;
    if (unwanted) this.refuse(refusedFrame(unwanted, UNWANTED[unwanted]));
  }

  /** A message with this receipt is where it should be: its peer may forget it. `poll` is due then. */
  taken(receipt: number): void {
    if (this.receiver.taken(receipt)) this.isAcknowledgementDue = true;
  }

  private refuse(refusal: Refused): void {
    this.count(refusal.path);
    this.undrained.push({ kind: 'refused', refusal });
  }

  private count(what: string): void {
    this.counted.set(what, (this.counted.get(what) ?? 0) + 1);
  }

  private step(input: SessionInput, nowMillis: number, lostWhy: LostWhy): void {
    const { next, actions } = sessionStep(this.session, input, nowMillis);
    this.session = next;
    for (const action of actions) {
      switch (action) {
        case 'say':
          this.isHelloDue = true;
          break;
        case 'lost':
          this.lose(lostWhy);
          break;
        case 'established':
          this.established();
          break;
      }
    }
  }

  private lose(why: LostWhy): void {
    this.undrained.push({ kind: 'lost', why });
    this.receiver.reset();
    this.isAcknowledgementDue = false;
    this.undeliverable(this.sender.reset(), 'sessionLost');
  }

  private established(): void {
    const { peer } = this.session;
    assert(peer !== undefined, 'established with a peer');
    this.undrained.push({ kind: 'hello', hello: peer });
    const isTooLarge = ({ message }: Outgoing) => largestTo(peer) < message.length;
    this.undeliverable(this.sender.drop(isTooLarge), 'tooLarge');
  }

  private undeliverable(outgoings: readonly Outgoing[], why: UndeliverableWhy): void {
    for (const { messageId } of outgoings)
      this.undrained.push({ kind: 'undeliverable', messageId, why });
  }

  /**
   * Takes a message, which is copied, and answers its id (1 to 65535); a `delivered` or `undeliverable`
   * event with that id follows. LINK_TOO_LARGE when it is above the peer's limit, or too much waits.
   * Log text answers 0 and is never heard of again.
   */
  send(channel: Channel, message: Uint8Array, nowMillis: number): number | Refused {
    if (channel === 'log') return this.sendLog(message);
    return this.refusalOf(message) ?? this.queue(channel, message, nowMillis);
  }

  private refusalOf(message: Uint8Array): Refused | undefined {
    const largest = this.session.phase === 'established' ? largestTo(this.session.peer) : Infinity;
    if (message.length > largest)
      return tooLarge('message', `${message.length} bytes; the peer takes ${largest}`);
    const waiting = this.sender.waitingBytes + message.length + WAITING_MESSAGE_BYTES;
    return waiting > WAITING_BYTES_MAX
      ? tooLarge('waiting', `${waiting} bytes would wait; ${WAITING_BYTES_MAX} may`)
      : undefined;
  }

  private queue(channel: MessageChannel, message: Uint8Array, nowMillis: number): number {
    this.lastMessageId = (this.lastMessageId % 0xffff) + 1;
    const messageId = this.lastMessageId;
    this.sender.queue({ messageId, channel, message: message.slice(), queuedMillis: nowMillis });
    return messageId;
  }

  private sendLog(text: Uint8Array): number {
    // Until the peer has said what it takes, our own measure is the best guess.
    const { fragmentPayload } = this.session.peer ?? this.identity;
    for (let at = 0; at < text.length; at += fragmentPayload) {
      if (this.logs.length < WAITING_LOGS_MAX) this.logs.push(text.slice(at, at + fragmentPayload));
      else this.count('logDropped');
    }
    return 0;
  }

  /** What to write now, in this order, and nothing again until it is due. Calling too early does no harm. */
  poll(nowMillis: number): Uint8Array[] {
    this.passTime(nowMillis);
    const frames: Uint8Array[] = [];
    if (this.isHelloDue) frames.push(encodeFrame({ kind: 'hello', hello: this.hello() }));
    if (this.isAcknowledgementDue) frames.push(encodeFrame(this.receiver.acknowledgement()));
    this.isHelloDue = false;
    this.isAcknowledgementDue = false;
    for (const text of this.logs) frames.push(encodeFrame({ kind: 'log', text }));
    this.logs = [];
    if (this.session.phase === 'established')
      frames.push(...this.sender.poll(this.session.peer, nowMillis).map(encodeFrame));
    return frames;
  }

  private passTime(nowMillis: number): void {
    if (this.session.phase === 'established' && this.sender.isGivingUp(nowMillis))
      this.step({ kind: 'restart' }, nowMillis, 'noAnswer');
    this.step({ kind: 'time' }, nowMillis, 'noAnswer');
    if (this.receiver.expire(nowMillis))
      this.refuse(refusedFrame('assembly', 'the rest of a message did not come in time'));
    if (this.session.phase === 'established') return;
    const { sinceMillis } = this.session;
    const waitedFrom = ({ queuedMillis }: Outgoing) => Math.max(queuedMillis, sinceMillis);
    this.undeliverable(
      this.sender.drop((one) => nowMillis >= waitedFrom(one) + WAIT_FOR_PEER_MILLIS),
      'noPeer',
    );
  }

  private hello(): Hello {
    const { nonce, peer, phase } = this.session;
    return { ...this.identity, nonce, peerNonce: peer?.nonce ?? 0, asking: phase === 'asking' };
  }

  /** The line was closed or opened again: the session is given up, messages not begun wait on. */
  restart(nowMillis: number): void {
    this.step({ kind: 'restart' }, nowMillis, 'closed');
  }

  /** When `poll` has something to do though nothing is sent or received; undefined for never. */
  nextDeadline(): number | undefined {
    const deadlines = [this.receiver.nextExpiryMillis()];
    if (this.session.phase === 'established') {
      deadlines.push(this.sender.nextResendMillis());
    } else {
      const { askAtMillis, sinceMillis } = this.session;
      const queuedMillis = this.sender.oldestWaitingMillis();
      deadlines.push(askAtMillis);
      if (queuedMillis !== undefined)
        deadlines.push(Math.max(queuedMillis, sinceMillis) + WAIT_FOR_PEER_MILLIS);
    }
    const known = deadlines.filter((deadline) => deadline !== undefined);
    return known.length > 0 ? Math.min(...known) : undefined;
  }

  /** What happened since the last call, in order. */
  events(): LinkEvent[] {
    const drained = this.undrained;
    this.undrained = [];
    return drained;
  }

  /** How often each thing was refused or dropped, by the refusal's path, and `resent` fragments. */
  counters(): ReadonlyMap<string, number> {
    return new Map(this.counted).set('resent', this.sender.resentFrames);
  }

  /** Bytes of messages held, both ways; bounded by our limits and the waiting bytes. */
  heldBytes(): number {
    return this.receiver.heldBytes() + this.sender.waitingBytes;
  }
}

const UNWANTED: Record<Unwanted, string> = {
  sequence: 'further ahead than our window',
  duplicate: 'taken before',
  fragment: 'not the fragment that comes next',
  tooLarge: 'more than our hello said we take',
};

function tooLarge(path: string, reason: string): Refused {
  return new Refused(path, reason, undefined, 'LINK_TOO_LARGE');
}

/** A fragment's total is 16 bits, which may be less than the limit a peer states. */
function largestTo(peer: Hello): number {
  return Math.min(peer.largestMessage, peer.fragmentPayload * 0xffff);
}
