/** The receiving half: fragments put back in order, messages put together, each given out once. */
import type { Acknowledgement, DataFrame, MessageChannel } from './frame.ts';
import type { Limits } from './hello.ts';
import { ASSEMBLY_MILLIS } from './limits.ts';

export type Incoming = {
  readonly channel: MessageChannel;
  readonly messageId: number;
  readonly message: Uint8Array;
  /** Of a channel whose messages are acknowledged only when their taker says so: for `taken`. */
  readonly receipt?: number;
};

/** `sequence`: outside the window. `fragment`: not the one that must come next. `tooLarge`: above our limit. */
export type Unwanted = 'sequence' | 'duplicate' | 'fragment' | 'tooLarge';

export type Received = {
  readonly messages: readonly Incoming[];
  readonly unwanted: Unwanted | undefined;
};

type Assembly = {
  readonly first: DataFrame;
  readonly bytes: Uint8Array;
  nextIndex: number;
  length: number;
  dropAtMillis: number;
};

export class Receiver {
  private readonly limits: Limits;
  private nextSequence = 0;
  private readonly held = new Map<number, DataFrame>();
  private assembly: Assembly | undefined;
  private readonly heldChannels: readonly MessageChannel[];
  private receipts = 0;
  /** Given out and not taken yet: the last fragment of each, by its receipt, oldest first. */
  private readonly untaken = new Map<number, number>();

  constructor(limits: Limits, heldChannels: readonly MessageChannel[] = []) {
    this.limits = limits;
    this.heldChannels = heldChannels;
  }

  /** A new session: what was half received is forgotten. */
  reset(): void {
    this.nextSequence = 0;
    this.held.clear();
    this.assembly = undefined;
    this.untaken.clear();
  }

  /** Whoever was given the message has it for good; false when nobody waits for that any more. */
  taken(receipt: number): boolean {
    return this.untaken.delete(receipt);
  }

  /** A fragment with `sequence` or `fragment` or `tooLarge` against it is not acknowledged. */
  receive(frame: DataFrame, nowMillis: number): Received {
    const ahead = (frame.sequence - this.nextSequence) & 0xffff;
    if (ahead >= 0x8000 || this.held.has(frame.sequence))
      return { messages: [], unwanted: 'duplicate' };
    const pastAcknowledged = (frame.sequence - this.acknowledgedTo()) & 0xffff;
    if (pastAcknowledged >= this.limits.window) return { messages: [], unwanted: 'sequence' };
    this.held.set(frame.sequence, frame);
    return this.takeInOrder(nowMillis);
  }

  private takeInOrder(nowMillis: number): Received {
    const messages: Incoming[] = [];
    for (;;) {
      const frame = this.held.get(this.nextSequence);
      if (!frame) return { messages, unwanted: undefined };
      this.held.delete(frame.sequence);
      const unwanted = this.take(frame, nowMillis);
      if (unwanted) return { messages, unwanted };
      this.nextSequence = (this.nextSequence + 1) & 0xffff;
      const message = this.completed(frame.sequence);
      if (message) messages.push(message);
    }
  }

  private take(frame: DataFrame, nowMillis: number): Unwanted | undefined {
    const assembly = this.assembly ?? this.begin(frame, nowMillis);
    if (typeof assembly === 'string') return assembly;
    if (!follows(assembly, frame)) return 'fragment';
    if (assembly.length + frame.payload.length > this.limits.largestMessage) return 'tooLarge';
    assembly.bytes.set(frame.payload, assembly.length);
    assembly.length += frame.payload.length;
    assembly.nextIndex += 1;
    assembly.dropAtMillis = nowMillis + ASSEMBLY_MILLIS;
    this.assembly = assembly;
    return undefined;
  }

  private begin(first: DataFrame, nowMillis: number): Assembly | Unwanted {
    if (first.fragmentIndex !== 0) return 'fragment';
    const { fragmentTotal, payload } = first;
    // Every fragment but the last is as long as the first, so the size is known within one fragment.
    const leastLength = (fragmentTotal - 1) * payload.length + (fragmentTotal > 1 ? 1 : 0);
    if (payload.length > this.limits.fragmentPayload || leastLength > this.limits.largestMessage)
      return 'tooLarge';
    const bytes = new Uint8Array(fragmentTotal * payload.length);
    return { first, bytes, nextIndex: 0, length: 0, dropAtMillis: nowMillis };
  }

  private completed(sequence: number): Incoming | undefined {
    const assembly = this.assembly;
    if (!assembly || assembly.nextIndex < assembly.first.fragmentTotal) return undefined;
    this.assembly = undefined;
    const { channel, messageId } = assembly.first;
    const message = assembly.bytes.slice(0, assembly.length);
    if (!this.heldChannels.includes(channel)) return { channel, messageId, message };
    const receipt = ++this.receipts;
    this.untaken.set(receipt, sequence);
    return { channel, messageId, message, receipt };
  }

  acknowledgement(): Acknowledgement {
    const nextSequence = this.acknowledgedTo();
    let heldBitmap = 0;
    // What follows a message not taken is not spoken of: its sender would repeat that message at once.
    if (this.untaken.size === 0)
      for (const sequence of this.held.keys())
        heldBitmap |= 1 << (((sequence - nextSequence) & 0xffff) - 1);
    return { kind: 'acknowledgement', nextSequence, heldBitmap };
  }

  /** The first fragment that is not acknowledged; its sender's window begins there. */
  private acknowledgedTo(): number {
    const [oldestUntaken] = this.untaken.values();
    return oldestUntaken ?? this.nextSequence;
  }

  /** Drops the half message whose sender has gone quiet; its channel, for the record. */
  expire(nowMillis: number): MessageChannel | undefined {
    if (!this.assembly || nowMillis < this.assembly.dropAtMillis) return undefined;
    const { channel } = this.assembly.first;
    this.assembly = undefined;
    return channel;
  }

  nextExpiryMillis(): number | undefined {
    return this.assembly?.dropAtMillis;
  }

  /** Bytes held for messages not yet given out. */
  heldBytes(): number {
    let bytes = this.assembly?.bytes.length ?? 0;
    for (const frame of this.held.values()) bytes += frame.payload.length;
    return bytes;
  }
}

function follows({ first, nextIndex }: Assembly, frame: DataFrame): boolean {
  const isLast = frame.fragmentIndex === first.fragmentTotal - 1;
  const { length } = frame.payload;
  return (
    frame.messageId === first.messageId &&
    frame.channel === first.channel &&
    frame.fragmentTotal === first.fragmentTotal &&
    frame.fragmentIndex === nextIndex &&
    (isLast ? length <= first.payload.length : length === first.payload.length)
  );
}
