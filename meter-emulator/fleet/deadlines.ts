/** Which of very many is due next: a binary heap of times, one entry for each, in place of a timer each. */

export class Deadlines {
  /** The numbers, ordered as a heap by their times. */
  readonly #heap: number[] = [];
  readonly #place: number[] = [];
  readonly #times: number[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest; undefined when there is none. */
  next(): { readonly number: number; readonly time: number } | undefined {
    const number = this.#heap[0];
    return number === undefined ? undefined : { number, time: this.#times[number] as number };
  }

  /** `number` counts from 0; setting it again moves it. */
  set(number: number, time: number): void {
    this.#times[number] = time;
    let at = this.#place[number];
    if (at === undefined) {
      at = this.#heap.length;
      this.#put(at, number);
    }
    this.#sink(this.#rise(at));
  }

  #rise(from: number): number {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#timeAt(parent) <= this.#timeAt(at)) break;
      this.#swap(at, parent);
      at = parent;
    }
    return at;
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.#heap.length && this.#timeAt(child) < this.#timeAt(least)) least = child;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #timeAt(at: number): number {
    return this.#times[this.#heap[at] as number] as number;
  }

  #swap(a: number, b: number): void {
    const number = this.#heap[a] as number;
    this.#put(a, this.#heap[b] as number);
    this.#put(b, number);
  }

  #put(at: number, number: number): void {
    this.#heap[at] = number;
    this.#place[number] = at;
  }
}
