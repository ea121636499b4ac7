/**
 * Brings messages to users, at least once and in order of creation, until they confirm. What is sent and
 * not confirmed is in memory, within each recipient's window; the rest is only in the database. A
 * recipient that is away costs one timer.
 */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Outlet } from '../service-request.ts';
import type { Store } from '../store/store.ts';
import type { Delivery, OutboxOptions } from './delivery.ts';
import { EPOCH_MILLIS_MIN } from './epoch-keys.ts';
import type { OutboxMessage } from './message.ts';
import { type ParkedMessage, parkedMessages, unpark } from './parked.ts';
import { RecipientLane } from './recipient-lane.ts';
import { countWaiting, waitingLanes } from './waiting.ts';

export class Outbox {
  readonly #store: Store;
  readonly #options: OutboxOptions;
  readonly #deliveries = new Map<Outlet, Delivery>();
  readonly #lanes = new Map<string, RecipientLane>();
  #cancelUpkeep: (() => void) | undefined;
  #isStopped = false;

  constructor(store: Store, options: OutboxOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Before `start`. What is for a channel that is not registered stays in the database. */
  register(channel: Outlet, delivery: Delivery): void {
    this.#deliveries.set(channel, delivery);
  }

  /** Takes up what an earlier process left. */
  async start(): Promise<void> {
    for (const { recipient, channel } of await waitingLanes(this.#store))
      this.#lane(recipient, channel)?.wake();
    this.#armUpkeep();
  }

  /** A message that has been committed: straight from memory when the recipient's window has room. */
  offer(message: OutboxMessage): void {
    this.#lane(message.recipient, message.channel)?.offer(message);
  }

  /** Resolves when the messages are erased. Ids that are unknown are left out. */
  async confirm(recipient: Eui64, messageIds: readonly string[]): Promise<void> {
    const lanes = this.#lanesOf(recipient);
    for (const lane of lanes) lane.confirming(messageIds);
    try {
      await this.#store.commit({ kind: 'confirm', recipient, messageIds });
    } catch (error) {
      // What could not be erased is still in the database, to be found there again.
      for (const lane of lanes) lane.notErased(messageIds);
      throw error;
    }
    for (const lane of lanes) lane.erased(messageIds);
  }

  /**
   * The recipient has these and could not use them: they are kept, audited with its reason, and sent again
   * ever later; after PARKED_AFTER_FAILURES times no more. Others than those it was sent are left out.
   * `reason` is the recipient's own words.
   */
  refused(recipient: Eui64, messageIds: readonly string[], reason: string): void {
    for (const lane of this.#lanesOf(recipient)) lane.refused(messageIds, reason);
  }

  /** What its recipients could not use, and is not sent by itself any more. */
  parked(): Promise<ParkedMessage[]> {
    return parkedMessages(this.#store);
  }

  /** Sends parked messages again, as if they had never failed; gives the ids of those that were parked. */
  async unpark(messageIds: readonly string[]): Promise<string[]> {
    const again = await unpark(this.#store, messageIds, this.#options.nowMillis());
    for (const recipient of new Set(again.map((message) => message.recipient)))
      for (const channel of this.#deliveries.keys()) this.#lane(recipient, channel)?.wake();
    return again.map(({ messageId }) => messageId);
  }

  /** The recipient is known to be there again (it has connected): sends at once. */
  recipientBack(recipient: Eui64): void {
    for (const lane of this.#lanesOf(recipient)) lane.back();
  }

  /** Messages not confirmed, of one recipient or of all. */
  waiting(recipient?: Eui64): Promise<number> {
    return countWaiting(this.#store, recipient);
  }

  /** Resolves when nothing is being loaded or delivered; timers may be running. */
  async idle(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.idle()));
  }

  /** Delivers no more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelUpkeep?.();
    for (const lane of this.#lanes.values()) lane.stop();
    await this.idle();
  }

  #lane(recipient: Eui64, channel: Outlet): RecipientLane | undefined {
    const delivery = this.#deliveries.get(channel);
    if (!delivery || this.#isStopped) return undefined;
    const name = `${recipient} ${channel}`;
    const known = this.#lanes.get(name);
    if (known) return known;
    const confirm = (ids: readonly string[]) => this.confirm(recipient, ids);
    const parts = { ...this.#options, store: this.#store, delivery, confirm };
    const lane = new RecipientLane({ recipient, channel }, parts);
    this.#lanes.set(name, lane);
    return lane;
  }

  #lanesOf(recipient: Eui64): RecipientLane[] {
    return [...this.#deliveries.keys()].flatMap(
      (channel) => this.#lanes.get(`${recipient} ${channel}`) ?? [],
    );
  }

  /** Keys of which nothing waits any more are destroyed even when nothing is written. */
  #armUpkeep(): void {
    this.#cancelUpkeep = this.#options.timer.after(EPOCH_MILLIS_MIN, () => {
      void this.#store.keys.retire();
      if (!this.#isStopped) this.#armUpkeep();
    });
  }
}
