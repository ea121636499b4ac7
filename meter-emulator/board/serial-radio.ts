/** The emulated meter on a serial port, as a board on a bench: one channel of the link for each kind. */
import {
  monotonicClock,
  openSerialLink,
  type SerialLink,
  type SerialLinkSettings,
} from '../../platform/serial-port.ts';
import { Refused } from '../../protocol/refused.ts';
import type { Network } from '../firmware/board.ts';

export type SerialRadioSettings = Pick<SerialLinkSettings, 'path' | 'baudRate' | 'hello'> & {
  readonly onCommand: (message: Uint8Array) => void;
  readonly onDelivered: (delivery: number) => void;
  /** The head-end is there again, and something with a delivery number was lost before. */
  readonly onLost?: () => void;
  readonly onState?: SerialLinkSettings['onState'];
};

const UTF8 = new TextEncoder();

export class SerialRadio implements Network {
  readonly #link: SerialLink;
  /** Delivery numbers by the message ids of the link. */
  readonly #deliveries = new Map<number, number>();
  #hasLost = false;

  constructor(settings: SerialRadioSettings) {
    const { path, baudRate, hello, onCommand, onDelivered, onLost, onState } = settings;
    this.#link = openSerialLink({
      path,
      baudRate,
      hello,
      clock: monotonicClock,
      onHello: () => {
        const hasLost = this.#hasLost;
        this.#hasLost = false;
        if (hasLost) onLost?.();
      },
      onMessage: ({ channel, message }) => {
        if (channel === 'command') onCommand(message);
      },
      onVerdict: (messageId, verdict) => {
        const delivery = this.#deliveries.get(messageId);
        this.#deliveries.delete(messageId);
        if (delivery === undefined) return;
        if (verdict === 'delivered') onDelivered(delivery);
        else this.#hasLost = true;
      },
      ...(onState ? { onState } : {}),
    });
  }

  send(kind: 'response' | 'alert', message: Uint8Array, delivery?: number): void {
    const sent = this.#link.send(kind, message);
    if (delivery === undefined) return;
    if (sent instanceof Refused) this.#hasLost = true;
    else this.#deliveries.set(sent, delivery);
  }

  /** One line to whoever watches the port. */
  log(line: string): void {
    this.#link.send('log', UTF8.encode(`${line}\n`));
  }

  isOpen(): boolean {
    return this.#link.isOpen();
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
