/** The ids of messages taken already: delivery is at least once, a handler runs once. */
export class SeenMessages {
  readonly #idsMax: number;
  readonly #ids = new Set<string>();

  /** The oldest of more than `idsMax` are forgotten; a repetition comes far sooner than that. */
  constructor(idsMax: number) {
    this.#idsMax = idsMax;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > this.#idsMax && oldest !== undefined) this.#ids.delete(oldest);
  }
}
