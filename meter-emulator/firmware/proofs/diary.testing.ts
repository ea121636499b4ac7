/** A slow reference for the profile: who lived through which part of which half-hour, by the clock of then. */
const HALF_HOUR = 1800;

type Living = {
  readonly period: number;
  wattSeconds: number;
  /** From its first second on, without the clock being touched. */
  isWhole: boolean;
};

export class Diary {
  readonly #ended: Living[] = [];
  #utcSeconds: number;
  #running: Living;

  constructor(utcSeconds: number) {
    this.#utcSeconds = utcSeconds;
    this.#running = this.#begun();
  }

  run(seconds: number, watts: number): void {
    for (let left = seconds; left > 0; ) {
      const end = (this.#running.period + 1) * HALF_HOUR;
      const part = Math.min(left, end - this.#utcSeconds);
      this.#running.wattSeconds += part * watts;
      this.#utcSeconds += part;
      left -= part;
      if (this.#utcSeconds === end) this.#end();
    }
  }

  set(utcSeconds: number): void {
    if (utcSeconds === this.#utcSeconds) return;
    this.#utcSeconds = utcSeconds;
    this.#running.isWhole = false;
    if (Math.floor(utcSeconds / HALF_HOUR) !== this.#running.period) this.#end();
  }

  /** What a reader is to be given of those that have ended, in order of time. */
  given() {
    const best = new Map<number, Living>();
    for (const living of this.#ended) {
      const before = best.get(living.period);
      if (!before?.isWhole || living.isWhole) best.set(living.period, living);
    }
    return [...best.values()]
      .toSorted((a, b) => a.period - b.period)
      .map(({ isWhole, ...one }) => ({ ...one, isFlagged: !isWhole }));
  }

  #end(): void {
    this.#ended.push(this.#running);
    this.#running = this.#begun();
  }

  #begun(): Living {
    const period = Math.floor(this.#utcSeconds / HALF_HOUR);
    return { period, wattSeconds: 0, isWhole: this.#utcSeconds % HALF_HOUR === 0 };
  }
}
