/** One recipient on one channel: keeps its window filled, sends, and waits for the next retry. */
import type { Store } from '../store/store.ts';
import type { Delivery, OutboxOptions } from './delivery.ts';
import type { OutboxMessage } from './message.ts';
import { noteFailures } from './parked.ts';
import { type FailedMessage, RecipientWindow } from './recipient-window.ts';
import { type Lane, loadWaiting } from './waiting.ts';

type Parts = OutboxOptions & {
  readonly store: Store;
  readonly delivery: Delivery;
  readonly confirm: (messageIds: readonly string[]) => Promise<void>;
};

export class RecipientLane {
  readonly #lane: Lane;
  readonly #parts: Parts;
  readonly #window: RecipientWindow;
  /** Being erased: may still be seen in the database, but is not to be sent. */
  readonly #confirming = new Set<string>();
  /** Erased since the look into the database that is under way began: it may still find them. */
  readonly #erasedMeanwhile = new Set<string>();
  #isLooking = false;
  /** The database may hold messages that are not in the window. */
  #hasMore = false;
  #pumping: Promise<void> | undefined;
  /** What failed is written one after the other. */
  #noting: Promise<void> = Promise.resolve();
  #isWoken = false;
  #isStopped = false;
  #wasAway = false;
  #cancelTimer: () => void = () => undefined;

  constructor(lane: Lane, parts: Parts) {
    this.#lane = lane;
    this.#parts = parts;
    this.#window = new RecipientWindow(parts.delivery);
  }

  offer(message: OutboxMessage): void {
    // One that overtook those in the database would come out of order.
    if (this.#hasMore || this.#window.room === 0) this.#hasMore = true;
    else this.#window.add(message);
    this.#pump();
  }

  wake(): void {
    this.#hasMore = true;
    this.#pump();
  }

  back(): void {
    this.#window.back();
    this.#pump();
  }

  confirming(messageIds: readonly string[]): void {
    for (const id of messageIds) this.#confirming.add(id);
    this.#window.confirm(messageIds);
    this.#wasAway = false;
  }

  refused(messageIds: readonly string[], reason: string): void {
    const { nowMillis, random } = this.#parts;
    this.#wasAway = false;
    this.#noteFailed(this.#window.refuse(messageIds, nowMillis(), random()), reason);
    this.#pump();
  }

  notErased(messageIds: readonly string[]): void {
    this.#hasMore = true;
    for (const id of messageIds) this.#confirming.delete(id);
    this.#pump();
  }

  erased(messageIds: readonly string[]): void {
    for (const id of messageIds) {
      this.#confirming.delete(id);
      if (this.#isLooking) this.#erasedMeanwhile.add(id);
    }
    this.#pump();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  async idle(): Promise<void> {
    do {
      await this.#noting;
      await this.#pumping;
    } while (this.#pumping !== undefined);
  }

  #pump(): void {
    this.#isWoken = true;
    this.#pumping ??= this.#run();
  }

  async #run(): Promise<void> {
    // What is offered in this turn goes out together.
    await Promise.resolve();
    while (this.#isWoken && !this.#isStopped) {
      this.#isWoken = false;
      await this.#refill();
      await this.#send();
    }
    this.#pumping = undefined;
    if (!this.#isStopped) this.#arm();
  }

  async #refill(): Promise<void> {
    const { room } = this.#window;
    if (!this.#hasMore || !this.#window.isHalfEmpty) return;
    const except = [...this.#window.messageIds, ...this.#confirming];
    // Offers meanwhile set it again: they may be too late for this look.
    this.#hasMore = false;
    this.#isLooking = true;
    try {
      const loaded = await loadWaiting(this.#parts.store, this.#lane, except, room);
      for (const message of loaded)
        if (!this.#isConfirmed(message.messageId)) this.#window.add(message);
      if (loaded.length === room) this.#hasMore = true;
    } catch {
      // The database is away, and will be asked again with the next retry.
      this.#hasMore = true;
    } finally {
      this.#isLooking = false;
      this.#erasedMeanwhile.clear();
    }
  }

  #isConfirmed(messageId: string): boolean {
    return this.#confirming.has(messageId) || this.#erasedMeanwhile.has(messageId);
  }

  async #send(): Promise<void> {
    const messages = this.#window.takeUnsent(this.#parts.nowMillis());
    if (messages.length === 0) return;
    try {
      const { delivery, confirm } = this.#parts;
      const confirmed = await delivery.deliver(this.#lane.recipient, messages);
      if (confirmed.length > 0) await confirm(confirmed);
    } catch {
      // As if it had not been confirmed: sent again after the wait.
    }
  }

  #arm(): void {
    this.#cancelTimer();
    const now = this.#parts.nowMillis();
    const pause = this.#hasMore ? now + this.#parts.delivery.retryAfterMillis : undefined;
    const atMillis = this.#window.nextRetryMillis() ?? pause;
    if (atMillis === undefined) return;
    this.#cancelTimer = this.#parts.timer.after(Math.max(1, atMillis - now), () => this.#retry());
  }

  #retry(): void {
    const { nowMillis, random } = this.#parts;
    const { isLate, failed } = this.#window.expire(nowMillis(), random());
    this.#noteFailed(failed, undefined);
    if (isLate && this.#window.isAway) {
      this.#window.clear();
      this.#hasMore = true;
      if (!this.#wasAway) this.#noteAway();
      this.#wasAway = true;
    }
    this.#pump();
  }

  #noteFailed(failed: readonly FailedMessage[], reason: string | undefined): void {
    if (failed.length === 0) return;
    const { store, nowMillis } = this.#parts;
    const atMillis = nowMillis();
    const parked = failed.filter(({ isParked }) => isParked);
    // Until that is written a look into the database would still find them.
    for (const { message } of parked) this.#confirming.add(message.messageId);
    this.#noting = this.#noting
      .then(() => noteFailures(store, this.#lane, failed, reason, atMillis))
      // With the database away a failure is forgotten, and the message is only sent once more.
      .catch(() => undefined)
      .then(() => this.#noted(parked));
  }

  #noted(parked: readonly FailedMessage[]): void {
    if (parked.length === 0) return;
    for (const { message } of parked) this.#confirming.delete(message.messageId);
    this.#hasMore = true;
    this.#pump();
  }

  #noteAway(): void {
    const { store, nowMillis } = this.#parts;
    const { recipient: party, channel } = this.#lane;
    const entry = {
      atMillis: nowMillis(),
      step: 'deliveryFailed',
      party,
      detail: { channel },
    } as const;
    // The messages are safe without it, and whoever closes the store ends this too.
    store.commit({ kind: 'audit', audit: [entry] }).catch(() => undefined);
  }
}
