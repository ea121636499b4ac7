/** Joins an endpoint of the serial link to a serial port: the clock, the timer and the port it has none of. */
import { randomInt } from 'node:crypto';
import { Endpoint } from '../protocol/link/endpoint.ts';
import type { LinkEvent, LostWhy, UndeliverableWhy } from '../protocol/link/events.ts';
import { type Channel, ENCODED_LENGTH_MAX, type MessageChannel } from '../protocol/link/frame.ts';
import type { Hello, Identity } from '../protocol/link/hello.ts';
import { RESEND_FIRST_MILLIS, WINDOW_MAX } from '../protocol/link/limits.ts';
import type { Incoming } from '../protocol/link/receiver.ts';
import type { Refused } from '../protocol/refused.ts';
import { ReconnectingPort, type ReconnectingPortSettings } from './reconnecting-port.ts';

export type SerialLinkState =
  /** The port is open; nobody has said hello yet. */
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly why: string }
  /** The port is open and the peer of the last `onHello` is gone, or has started again. */
  | { readonly kind: 'lost'; readonly why: LostWhy };

export type SerialLinkSettings = Pick<
  ReconnectingPortSettings,
  'path' | 'baudRate' | 'modemLines'
> & {
  /** What this end says of itself. */
  readonly hello: Identity;
  /** Milliseconds that never go back: `monotonicClock`, or a test's. */
  readonly clock: { nowMillis(): number };
  /** 1 to 4294967295, another each time; drawn by the operating system when not given. */
  readonly nonce?: number;
  /** On a held channel a promise may come of it: the message is acknowledged once that resolves. */
  readonly onMessage: (incoming: Incoming) => unknown;
  readonly heldChannels?: readonly MessageChannel[];
  readonly onHello: (hello: Hello) => void;
  readonly onLog?: (text: string) => void;
  readonly onState?: (state: SerialLinkState) => void;
  /** What became of a message that `send` took. */
  readonly onVerdict?: (messageId: number, verdict: 'delivered' | UndeliverableWhy) => void;
  readonly onRefused?: (refusal: Refused) => void;
};

/** Unlike the time of day it never goes back. */
export const monotonicClock = { nowMillis: () => performance.now() };

export type SerialLink = {
  /**
   * The message's id, or LINK_TOO_LARGE. While the port is closed a message waits ten seconds;
   * `onVerdict` says what became of it.
   */
  send(channel: Channel, message: Uint8Array): number | Refused;
  /** Closes for good; nothing is called afterwards. Messages not delivered get no verdict. */
  close(): Promise<void>;
  /** Whether the port is open, not whether anybody is there. */
  isOpen(): boolean;
  counters(): ReadonlyMap<string, number>;
};

/** Opens the port and keeps it open: when it disappears it is opened again, at most five seconds apart. */
export function openSerialLink(settings: SerialLinkSettings): SerialLink {
  const pump = new Pump(settings);
  return {
    send: (channel, message) => pump.send(channel, message),
    close: () => pump.close(),
    isOpen: () => pump.port.isOpen(),
    counters: () => pump.endpoint.counters(),
  };
}

/** The first wait for an answer: 200 ms and the time for two windows of full frames, ten bits a byte. */
export function resendFirstMillis(baudRate: number): number {
  const bits = 2 * WINDOW_MAX * (ENCODED_LENGTH_MAX + 2) * 10;
  return RESEND_FIRST_MILLIS + Math.ceil((bits * 1000) / baudRate);
}

class Pump {
  readonly endpoint: Endpoint;
  readonly port: ReconnectingPort;
  private readonly settings: SerialLinkSettings;
  private readonly decoder = new TextDecoder();
  private timer: NodeJS.Timeout | undefined;
  private isScheduled = false;
  private isClosed = false;

  constructor(settings: SerialLinkSettings) {
    this.settings = settings;
    this.endpoint = new Endpoint(
      {
        identity: settings.hello,
        nonce: settings.nonce ?? randomInt(1, 2 ** 32),
        resendFirstMillis: resendFirstMillis(settings.baudRate),
        ...(settings.heldChannels ? { heldChannels: settings.heldChannels } : {}),
      },
      this.now(),
    );
    this.port = new ReconnectingPort({
      path: settings.path,
      baudRate: settings.baudRate,
      ...(settings.modemLines ? { modemLines: settings.modemLines } : {}),
      onOpen: () => this.portChanged({ kind: 'open' }),
      onClosed: (why) => this.portChanged({ kind: 'closed', why }),
      onData: (bytes) => {
        this.endpoint.receive(bytes, this.now());
        this.schedule();
      },
    });
  }

  private now(): number {
    return this.settings.clock.nowMillis();
  }

  private portChanged(state: SerialLinkState): void {
    this.endpoint.restart(this.now());
    this.settings.onState?.(state);
    this.schedule();
  }

  send(channel: Channel, message: Uint8Array): number | Refused {
    const sent = this.endpoint.send(channel, message, this.now());
    this.schedule();
    return sent;
  }

  /** One turn for all that happens now: what a handler sends goes into the next, not into a recursion. */
  private schedule(): void {
    if (this.isScheduled || this.isClosed) return;
    this.isScheduled = true;
    queueMicrotask(() => {
      this.isScheduled = false;
      if (!this.isClosed) this.turn();
    });
  }

  private turn(): void {
    for (const frame of this.endpoint.poll(this.now())) this.port.write(frame);
    clearTimeout(this.timer);
    const deadline = this.endpoint.nextDeadline();
    if (deadline !== undefined)
      this.timer = setTimeout(() => this.schedule(), Math.max(1, deadline - this.now()));
    for (const event of this.endpoint.events()) this.tell(event);
  }

  private tell(event: LinkEvent): void {
    // A handler may have closed the link.
    if (this.isClosed) return;
    const { settings } = this;
    switch (event.kind) {
      case 'hello':
        settings.onHello(event.hello);
        break;
      case 'message':
        this.give(event);
        break;
      case 'log':
        settings.onLog?.(this.decoder.decode(event.text, { stream: true }));
        break;
      case 'lost':
        settings.onState?.(event);
        break;
      case 'delivered':
        settings.onVerdict?.(event.messageId, 'delivered');
        break;
      case 'undeliverable':
        settings.onVerdict?.(event.messageId, event.why);
        break;
      case 'refused':
        settings.onRefused?.(event.refusal);
        break;
    }
  }

  private give(incoming: Incoming): void {
    const { receipt } = incoming;
    const done = this.settings.onMessage(incoming);
    if (receipt === undefined) return;
    void Promise.resolve(done).then(
      () => {
        this.endpoint.taken(receipt);
        this.schedule();
      },
      () => {},
    );
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.port.close();
  }
}
