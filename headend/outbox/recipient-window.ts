/**
 * The messages one recipient has before it: which are sent and not confirmed, when they are sent again,
 * and whether the recipient is taken to be away. Pure: it is told the time and the random number.
 */
import type { OutboxMessage } from './message.ts';

export type WindowSettings = {
  /** Messages that may be sent and not confirmed. */
  readonly windowMax: number;
  /** Until an unconfirmed message is sent again for the first time. */
  readonly retryAfterMillis: number;
};

type Entry = { readonly message: OutboxMessage; sentAtMillis: number | undefined };

/** After so many failures in a row the recipient is away: one message at a time asks whether it is back. */
export const AWAY_AFTER_FAILURES = 3;
export const RETRY_MILLIS_MAX = 600_000;
/** Spreads the retries of many recipients that went away together. */
const JITTER = 0.25;

export class RecipientWindow {
  readonly #settings: WindowSettings;
  /** In order of creation. */
  readonly #entries = new Map<string, Entry>();
  #failures = 0;
  #waitMillis: number;

  constructor(settings: WindowSettings) {
    this.#settings = settings;
    this.#waitMillis = settings.retryAfterMillis;
  }

  get isAway(): boolean {
    return this.#failures >= AWAY_AFTER_FAILURES;
  }

  /** How many more it takes. */
  get room(): number {
    const max = this.isAway ? 1 : this.#settings.windowMax;
    return Math.max(0, max - this.#entries.size);
  }

  /** Whether it is worth a look into the database: not for every message that is confirmed. */
  get isHalfEmpty(): boolean {
    return this.room * 2 >= (this.isAway ? 1 : this.#settings.windowMax);
  }

  get messageIds(): string[] {
    return [...this.#entries.keys()];
  }

  /** One it has already is left as it is. */
  add(message: OutboxMessage): void {
    if (this.#entries.has(message.messageId)) return;
    this.#entries.set(message.messageId, { message, sentAtMillis: undefined });
  }

  /** What is to be sent now, in order; counts as sent from now on. */
  takeUnsent(nowMillis: number): OutboxMessage[] {
    const messages: OutboxMessage[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.sentAtMillis !== undefined) continue;
      entry.sentAtMillis = nowMillis;
      messages.push(entry.message);
    }
    return messages;
  }

  /** The recipient has said something: it is there. */
  confirm(messageIds: readonly string[]): void {
    for (const id of messageIds) this.#entries.delete(id);
    this.#succeed();
  }

  /** Sends everything again, now. */
  back(): void {
    this.#succeed();
    for (const entry of this.#entries.values()) entry.sentAtMillis = undefined;
  }

  /** When the first unconfirmed message is due again. */
  nextRetryMillis(): number | undefined {
    let first: number | undefined;
    for (const { sentAtMillis } of this.#entries.values())
      if (sentAtMillis !== undefined && (first === undefined || sentAtMillis < first))
        first = sentAtMillis;
    return first === undefined ? undefined : first + this.#waitMillis;
  }

  /** Whether any message was due again; `random` is from 0 to 1. */
  expire(nowMillis: number, random: number): boolean {
    const due = [...this.#entries.values()].filter(
      ({ sentAtMillis }) =>
        sentAtMillis !== undefined && sentAtMillis + this.#waitMillis <= nowMillis,
    );
    for (const entry of due) entry.sentAtMillis = undefined;
    if (due.length > 0) this.#fail(random);
    return due.length > 0;
  }

  /** Memory is given back: what is in the window is in the database too. */
  clear(): void {
    this.#entries.clear();
  }

  #fail(random: number): void {
    this.#failures++;
    const wait = this.#settings.retryAfterMillis * 2 ** Math.min(this.#failures, 20);
    this.#waitMillis = Math.min(wait, RETRY_MILLIS_MAX) * (1 + JITTER * random);
  }

  #succeed(): void {
    this.#failures = 0;
    this.#waitMillis = this.#settings.retryAfterMillis;
  }
}
