/** What is to be done when: a binary heap of times, and one timer for the earliest of them. */
import type { Clock, Timer } from '../../platform/time.ts';

type Due = { readonly atMillis: number; readonly order: number; action: (() => void) | undefined };

/** Cancelled ones that may lie in the heap before it is worth clearing them out. */
const CANCELLED_MIN = 1_024;

export class DueQueue {
  readonly #clock: Clock;
  readonly #timer: Timer;
  #heap: Due[] = [];
  #cancelled = 0;
  #isStopped = false;
  #order = 0;
  #cancelTimer: (() => void) | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, timer: Timer) {
    this.#clock = clock;
    this.#timer = timer;
  }

  /** Runs `action` at a time (at once, but not before this returns, if it has passed); gives its cancel. */
  at(atMillis: number, action: () => void): () => void {
    const due: Due = { atMillis, order: this.#order++, action };
    if (this.#isStopped) return () => {};
    this.#heap.push(due);
    this.#up(this.#heap.length - 1);
    this.#arm();
    return () => {
      if (due.action === undefined) return;
      due.action = undefined;
      this.#cancelled++;
      this.#clear();
    };
  }

  /** Entries held, cancelled ones too. */
  get size(): number {
    return this.#heap.length;
  }

  /** For good: what is added later never runs, so that a process which ends is held up by nothing. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
    this.#heap = [];
    this.#cancelled = 0;
  }

  /**
   * A cancelled entry stays in the heap until its time, or until they are the greater part of it: a
   * deadline days away of a request that was answered at once would else be kept for days.
   */
  #clear(): void {
    if (this.#cancelled < CANCELLED_MIN || this.#cancelled * 2 < this.#heap.length) return;
    // In the order of time an array is a heap already.
    this.#heap = this.#heap
      .filter(({ action }) => action)
      .sort((a, b) => a.atMillis - b.atMillis || a.order - b.order);
    this.#cancelled = 0;
  }

  #arm(): void {
    const [first] = this.#heap;
    if (!first || first.atMillis >= this.#timerAt) return;
    this.#cancelTimer?.();
    this.#timerAt = first.atMillis;
    // A timer of Node holds 31 bits of milliseconds; past that it is armed again on the way.
    const wait = Math.min(Math.max(0, first.atMillis - this.#clock.nowMillis()), 0x7fff_ffff);
    this.#cancelTimer = this.#timer.after(wait, () => this.#run());
  }

  #run(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = this.#clock.nowMillis();
    for (let first = this.#heap[0]; first && first.atMillis <= now; first = this.#heap[0]) {
      this.#takeFirst();
      const { action } = first;
      if (!action) this.#cancelled--;
      // What has run cannot be cancelled any more.
      first.action = undefined;
      action?.();
    }
    this.#arm();
  }

  #takeFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a] as Due, this.#heap[b] as Due];
    return (
      one.atMillis < other.atMillis || (one.atMillis === other.atMillis && one.order < other.order)
    );
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b] as Due, this.#heap[a] as Due];
  }

  #up(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const least = right < this.#heap.length && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(least, at)) return;
      this.#swap(at, least);
      at = least;
    }
  }
}
