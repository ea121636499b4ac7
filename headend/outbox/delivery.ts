/** The way out to users, as the outbox sees it: each channel registers one. */
import type { Timer } from '../../platform/time.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { OutboxMessage } from './message.ts';
import type { WindowSettings } from './recipient-window.ts';

export interface Delivery extends WindowSettings {
  /**
   * Resolves with the ids confirmed by the delivery itself (an HTTP 200), or none when confirmations
   * come later; a rejection is a delivery that was not confirmed. One call at a time for each
   * recipient; it must end by itself.
   */
  deliver(recipient: Eui64, messages: readonly OutboxMessage[]): Promise<readonly string[]>;
}

export type OutboxOptions = {
  readonly nowMillis: () => number;
  readonly timer: Timer;
  /** From 0 to 1, for the spread of retries. */
  readonly random: () => number;
};
