/** A clock that goes as a real one does, and can be set forward: what waits for a time passed over then happens. */
import { type Clock, realClock, realTimer, type Timer } from './time.ts';

type Waiting = { readonly atMillis: number; readonly action: () => void; cancel: () => void };

export class SettableTime implements Clock, Timer {
  #aheadMillis = 0;
  readonly #waiting = new Set<Waiting>();
  readonly #clock: Clock;
  readonly #timer: Timer;

  constructor(clock: Clock = realClock, timer: Timer = realTimer) {
    this.#clock = clock;
    this.#timer = timer;
  }

  nowMillis(): number {
    return this.#clock.nowMillis() + this.#aheadMillis;
  }

  after(millis: number, action: () => void): () => void {
    const one: Waiting = { atMillis: this.nowMillis() + millis, action, cancel: () => {} };
    this.#waiting.add(one);
    this.#wind(one);
    return () => {
      one.cancel();
      this.#waiting.delete(one);
    };
  }

  /** To a time not before now. What was due on the way is done at once, in order, at the new time. */
  setForward(toMillis: number): void {
    this.#aheadMillis += Math.max(0, toMillis - this.nowMillis());
    const all = [...this.#waiting].sort((a, b) => a.atMillis - b.atMillis);
    for (const one of all) {
      one.cancel();
      this.#wind(one);
    }
  }

  #wind(one: Waiting): void {
    const millis = Math.max(0, one.atMillis - this.nowMillis());
    one.cancel = this.#timer.after(millis, () => {
      this.#waiting.delete(one);
      one.action();
    });
  }
}
