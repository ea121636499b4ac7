/**
 * How much the head-end asks of devices by itself at one time: a midnight of a hundred thousand changes leaves
 * room for those who wait for an answer now.
 */
export type SlotsOptions = {
  readonly max?: number;
  /** Runs an action at a later time; gives its cancel. */
  readonly after: (millis: number, action: () => void) => () => void;
};

/** At most so many are asked and may be about to answer (own). */
const SLOTS_MAX = 200;
/** A device that has not answered by then does not keep its place: it may be out of reach for days (own). */
const SLOT_MILLIS = 5_000;

export class Slots {
  readonly #options: SlotsOptions;
  readonly #waiting: (() => Promise<void>)[] = [];
  #first = 0;
  #taken = 0;

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  /** Runs `work` when a place is free, in the order of the calls; the place is free again when it has resolved. */
  run(work: () => Promise<void>): void {
    this.#waiting.push(work);
    this.#next();
  }

  #next(): void {
    const { max = SLOTS_MAX } = this.#options;
    while (this.#taken < max && this.#first < this.#waiting.length) {
      const work = this.#waiting[this.#first++] as () => Promise<void>;
      this.#forgetBegun();
      this.#begin(work);
    }
  }

  #begin(work: () => Promise<void>): void {
    this.#taken += 1;
    let isHeld = true;
    const free = () => {
      cancel();
      if (isHeld) this.#taken -= 1;
      isHeld = false;
      this.#next();
    };
    const cancel = this.#options.after(SLOT_MILLIS, free);
    void work().finally(free);
  }

  /** Now and then: to shift a long list at every call costs more than the work. */
  #forgetBegun(): void {
    if (this.#first < 1_024 && this.#first < this.#waiting.length) return;
    this.#waiting.splice(0, this.#first);
    this.#first = 0;
  }
}
