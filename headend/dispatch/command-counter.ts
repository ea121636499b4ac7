/** The head-end's own counter of commands: reserved ahead in the database, so a crash skips, never repeats. */

export interface CounterReserve {
  /** The first of `count` numbers never given before; durable when it resolves. */
  reserveCounter(name: string, count: number): Promise<bigint>;
}

const NAME = 'commands';
const RESERVATION = 65_536;

export class CommandCounter {
  readonly #reserve: CounterReserve;
  #next = 0n;
  #end = 0n;
  #coming: Promise<void> | undefined;

  constructor(reserve: CounterReserve) {
    this.#reserve = reserve;
  }

  /** A number greater than all before. */
  async take(): Promise<bigint> {
    while (this.#next === this.#end) {
      this.#coming ??= this.#more();
      await this.#coming;
    }
    const taken = this.#next;
    this.#next += 1n;
    return taken;
  }

  async #more(): Promise<void> {
    try {
      this.#next = await this.#reserve.reserveCounter(NAME, RESERVATION);
      this.#end = this.#next + BigInt(RESERVATION);
    } finally {
      this.#coming = undefined;
    }
  }
}
