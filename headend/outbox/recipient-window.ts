/**
 * The messages one recipient has before it: which are sent and not confirmed, when they are sent again,
 * and whether the recipient is taken to be away. A message fails by itself when its recipient says that
 * it could not use it, or confirms others and not it: it is sent ever less often, and at last no more
 * (parked). Pure: it is told the time and the random number.
 */
import type { OutboxMessage } from './message.ts';

export type WindowSettings = {
  /** Messages that may be sent and not confirmed. */
  readonly windowMax: number;
  /** Until an unconfirmed message is sent again for the first time. */
  readonly retryAfterMillis: number;
};

/** A message that failed once more; with the last failure it has left the window. */
export type FailedMessage = {
  readonly message: OutboxMessage;
  readonly failures: number;
  readonly isParked: boolean;
};

type Entry = {
  readonly message: OutboxMessage;
  /** Sent and not confirmed, or waiting since it failed; undefined: to be sent now. */
  sinceMillis: number | undefined;
  isOut: boolean;
  failures: number;
  /** Its own wait, when that is longer than the recipient's. */
  waitMillis: number;
  /** How often the recipient had confirmed anything when it was sent. */
  confirmationsBefore: number;
};

/** After so many failures in a row the recipient is away: one message at a time asks whether it is back. */
export const AWAY_AFTER_FAILURES = 3;
/** After so many failures of its own a message is parked: with the waits between, an hour later or more. */
export const PARKED_AFTER_FAILURES = 12;
export const RETRY_MILLIS_MAX = 600_000;
/** Spreads the retries of many recipients that went away together. */
const JITTER = 0.25;

export class RecipientWindow {
  readonly #settings: WindowSettings;
  /** In order of creation. */
  readonly #entries = new Map<string, Entry>();
  #failures = 0;
  #waitMillis: number;
  #confirmations = 0;

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
    this.#entries.set(message.messageId, {
      message,
      sinceMillis: undefined,
      isOut: false,
      failures: message.failures ?? 0,
      waitMillis: 0,
      confirmationsBefore: 0,
    });
  }

  /** What is to be sent now, in order; counts as sent from now on. */
  takeUnsent(nowMillis: number): OutboxMessage[] {
    const messages: OutboxMessage[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.sinceMillis !== undefined) continue;
      entry.sinceMillis = nowMillis;
      entry.isOut = true;
      entry.confirmationsBefore = this.#confirmations;
      messages.push(entry.message);
    }
    return messages;
  }

  /** The recipient has said something: it is there. */
  confirm(messageIds: readonly string[]): void {
    for (const id of messageIds) this.#entries.delete(id);
    this.#confirmations++;
    this.#succeed();
  }

  /** The recipient has these and could not use them; others than those it was sent are left out. */
  refuse(messageIds: readonly string[], nowMillis: number, random: number): FailedMessage[] {
    this.#succeed();
    return messageIds.flatMap((id) => {
      const entry = this.#entries.get(id);
      return entry?.isOut ? [this.#failed(entry, nowMillis, random)] : [];
    });
  }

  /** Sends everything again, now; what the recipient could not use when its own wait is over. */
  back(): void {
    this.#succeed();
    for (const entry of this.#entries.values()) if (entry.isOut) entry.sinceMillis = undefined;
  }

  /** When the first message is due again. */
  nextRetryMillis(): number | undefined {
    let first: number | undefined;
    for (const entry of this.#entries.values()) {
      const due = this.#dueMillis(entry);
      if (due !== undefined && (first === undefined || due < first)) first = due;
    }
    return first;
  }

  /**
   * Makes what is due to be sent again. `isLate`: the recipient has let something lie and said nothing
   * since. `random` is from 0 to 1.
   */
  expire(nowMillis: number, random: number): { isLate: boolean; failed: FailedMessage[] } {
    let isLate = false;
    const failed: FailedMessage[] = [];
    for (const entry of [...this.#entries.values()]) {
      const due = this.#dueMillis(entry);
      if (due === undefined || due > nowMillis) continue;
      const isOwn = entry.isOut && entry.confirmationsBefore < this.#confirmations;
      isLate ||= entry.isOut && !isOwn;
      if (isOwn) failed.push(this.#failed(entry, nowMillis, random));
      entry.sinceMillis = undefined;
      entry.isOut = false;
    }
    if (isLate) this.#fail(random);
    return { isLate, failed };
  }

  /** Memory is given back: what is in the window is in the database too. */
  clear(): void {
    this.#entries.clear();
  }

  #dueMillis({ sinceMillis, isOut, waitMillis }: Entry): number | undefined {
    if (sinceMillis === undefined) return undefined;
    return sinceMillis + (isOut ? Math.max(this.#waitMillis, waitMillis) : waitMillis);
  }

  #failed(entry: Entry, nowMillis: number, random: number): FailedMessage {
    entry.failures++;
    entry.sinceMillis = nowMillis;
    entry.isOut = false;
    entry.waitMillis = this.#wait(entry.failures - 1, random);
    const { message, failures } = entry;
    const isParked = failures >= PARKED_AFTER_FAILURES;
    if (isParked) this.#entries.delete(message.messageId);
    return { message, failures, isParked };
  }

  #fail(random: number): void {
    this.#failures++;
    this.#waitMillis = this.#wait(this.#failures, random);
  }

  #wait(failures: number, random: number): number {
    const wait = this.#settings.retryAfterMillis * 2 ** Math.min(failures, 20);
    return Math.min(wait, RETRY_MILLIS_MAX) * (1 + JITTER * random);
  }

  #succeed(): void {
    this.#failures = 0;
    this.#waitMillis = this.#settings.retryAfterMillis;
  }
}
