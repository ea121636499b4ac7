/** How many requests may wait in memory for a date, for another request or for a user's hand: not without end. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Fault } from '../faults.ts';

export type HeldLimits = { readonly ofParty: number; readonly inAll: number };
/** A request takes about a kilobyte; a tariff up to sixteen. */
export const HELD_LIMITS: HeldLimits = { ofParty: 50_000, inAll: 250_000 };

export class Held {
  readonly #limits: HeldLimits;
  readonly #counts = new Map<Eui64, number>();
  #all = 0;

  constructor(limits: HeldLimits = HELD_LIMITS) {
    this.#limits = limits;
  }

  /** One more of this party; gives what is called when it waits no longer. Throws Fault QUEUE_FULL. */
  take(party: Eui64): () => void {
    const count = this.#counts.get(party) ?? 0;
    if (count >= this.#limits.ofParty) throw new Fault('QUEUE_FULL', 'of this user');
    if (this.#all >= this.#limits.inAll) throw new Fault('QUEUE_FULL', 'of all users');
    return this.adopt(party);
  }

  /** One that was accepted before a restart: it stays, whatever the limits. */
  adopt(party: Eui64): () => void {
    this.#add(party, 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.#add(party, -1);
      isHeld = false;
    };
  }

  #add(party: Eui64, change: 1 | -1): void {
    const count = (this.#counts.get(party) ?? 0) + change;
    if (count === 0) this.#counts.delete(party);
    else this.#counts.set(party, count);
    this.#all += change;
  }
}
