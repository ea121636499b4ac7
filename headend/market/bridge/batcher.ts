/**
 * Gathers what goes to one place into batches: a publish costs far more than what is in it, so an
 * item waits a moment for others. Also nothing waits longer than the linger.
 */
import type { Timer } from '../../../platform/time.ts';

export type BatcherOptions<T> = {
  readonly timer: Timer;
  readonly itemsMax: number;
  readonly bytesMax: number;
  readonly lingerMillis: number;
  readonly bytesOf: (item: T) => number;
  readonly flush: (items: readonly T[]) => Promise<void>;
};

type Batch<T> = {
  readonly items: T[];
  bytes: number;
  readonly sent: Promise<void>;
  readonly send: () => void;
};

export class Batcher<T> {
  readonly #options: BatcherOptions<T>;
  #batch: Batch<T> | undefined;

  constructor(options: BatcherOptions<T>) {
    this.#options = options;
  }

  /** Resolves when the batch with this item has gone; rejects with what `flush` rejected with. */
  add(item: T): Promise<void> {
    const { itemsMax, bytesMax, bytesOf } = this.#options;
    const bytes = bytesOf(item);
    if (this.#batch && this.#batch.bytes + bytes > bytesMax) this.#batch.send();
    this.#batch ??= this.#open();
    const batch = this.#batch;
    batch.items.push(item);
    batch.bytes += bytes;
    if (batch.items.length >= itemsMax || batch.bytes >= bytesMax) batch.send();
    return batch.sent;
  }

  #open(): Batch<T> {
    const { timer, lingerMillis, flush } = this.#options;
    const items: T[] = [];
    let go: () => void = () => {};
    const ready = new Promise<void>((resolve) => {
      go = resolve;
    });
    const cancel = timer.after(lingerMillis, () => batch.send());
    const batch: Batch<T> = {
      items,
      bytes: 0,
      sent: ready.then(() => flush(items)),
      send: () => {
        cancel();
        if (this.#batch === batch) this.#batch = undefined;
        go();
      },
    };
    return batch;
  }
}
