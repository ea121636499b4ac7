/** Counters of the head-end's own: reserved ahead in the database, so a crash skips, never repeats. */

export interface CounterReserve {
  /** The first of `count` numbers never given before; durable when it resolves. */
  reserveCounter(name: string, count: number): Promise<bigint>;
}

/** Of commands to all devices. */
const COMMANDS = { name: 'commands', ahead: 65_536 };

export class CommandCounter {
  readonly #reserve: CounterReserve;
  readonly #of: { readonly name: string; readonly ahead: number };
  #next = 0n;
  #end = 0n;
  #coming: Promise<void> | undefined;

  /** `ahead`: so many are reserved at once. */
  constructor(reserve: CounterReserve, of = COMMANDS) {
    this.#reserve = reserve;
    this.#of = of;
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
    const { name, ahead } = this.#of;
    try {
      this.#next = await this.#reserve.reserveCounter(name, ahead);
      this.#end = this.#next + BigInt(ahead);
    } finally {
      this.#coming = undefined;
    }
  }
}
