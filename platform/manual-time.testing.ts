/** A clock and timer that move only when a test says so. */
import type { Clock, Timer } from './time.ts';

export class ManualTime implements Clock, Timer {
  #now: number;
  #next = 0;
  readonly #waiting = new Map<number, { atMillis: number; action: () => void }>();

  constructor(startMillis = 0) {
    this.#now = startMillis;
  }

  nowMillis(): number {
    return this.#now;
  }

  after(millis: number, action: () => void): () => void {
    const id = this.#next++;
    this.#waiting.set(id, { atMillis: this.#now + millis, action });
    return () => this.#waiting.delete(id);
  }

  /** Goes on by `millis`, running what is due on the way at its own time. */
  advance(millis: number): void {
    const end = this.#now + millis;
    for (;;) {
      const due = [...this.#waiting]
        .filter(([, { atMillis }]) => atMillis <= end)
        .sort(([a, x], [b, y]) => x.atMillis - y.atMillis || a - b)[0];
      if (!due) break;
      const [id, { atMillis, action }] = due;
      this.#waiting.delete(id);
      this.#now = Math.max(this.#now, atMillis);
      action();
    }
    this.#now = end;
  }
}
