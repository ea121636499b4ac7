/**
 * The order of arrival, kept across what takes time: work of one key begins when the work before it lets
 * it, so that counters are judged in the order in which they came. Work of other keys is not held up.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** `letNext` is to be called as soon as the order is settled; at the latest it is when the work has ended. */
  async run<T>(key: string, work: (letNext: () => void) => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    let letNext = () => {};
    const mine = new Promise<void>((resolve) => {
      letNext = resolve;
    });
    this.#last.set(key, mine);
    try {
      await before;
      return await work(letNext);
    } finally {
      letNext();
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }

  /** Keys whose work has not ended. */
  get size(): number {
    return this.#last.size;
  }
}
