/** How much each party may have under way at once, so that one that floods leaves the others their turn. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';

export class Shares {
  readonly #max: number;
  readonly #underWay = new Map<Eui64, number>();

  constructor(max: number) {
    this.#max = max;
  }

  of(party: Eui64): number {
    return this.#underWay.get(party) ?? 0;
  }

  /** As many from the start as there is room for; each is given back by itself. */
  take<T>(party: Eui64, things: readonly T[]): { taken: readonly T[]; left: readonly T[] } {
    const before = this.of(party);
    const room = Math.max(0, this.#max - before);
    const taken = things.slice(0, room);
    if (taken.length > 0) this.#underWay.set(party, before + taken.length);
    return { taken, left: things.slice(room) };
  }

  giveBack(party: Eui64, count: number): void {
    const rest = this.of(party) - count;
    if (rest > 0) this.#underWay.set(party, rest);
    else this.#underWay.delete(party);
  }
}
