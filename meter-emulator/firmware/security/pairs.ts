/** The keys the meter shares with its head-end, made when first needed: in a fleet few meters speak at once. */
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { Pair } from '../../../protocol/envelope/pair.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { Anchors, MeterState } from '../state.ts';
import { type Arrival, authenticate } from './authenticate.ts';

type Made = {
  readonly secret: Uint8Array;
  readonly headEnd: Anchors['headEnd'];
  readonly pair: Pair;
};

/** An arrival, and the keys it came under: its answer goes back under the same. */
export type ArrivalUnder = Arrival & { readonly pair: Pair; readonly isUnderPrevious: boolean };

export class Pairs {
  readonly #crypto: Crypto;
  #made: Made | undefined;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  of({ identity, anchors }: MeterState): Pair {
    const { agreementSecret: secret } = identity;
    const { headEnd } = anchors;
    if (this.#made?.secret !== secret || this.#made.headEnd !== headEnd)
      this.#made = { secret, headEnd, pair: new Pair(this.#crypto, identity, headEnd) };
    return this.#made.pair;
  }

  /**
   * As `authenticate`. While the head-end may not know of the meter's new key, the one before counts too:
   * it is tried when the new one does not verify.
   */
  authenticate(state: MeterState, message: Uint8Array): ArrivalUnder {
    const pair = this.of(state);
    const previous = state.ownKeys?.previousAgreementSecret;
    try {
      const arrival = authenticate(this.#crypto, pair, state, message);
      return { ...arrival, pair, isUnderPrevious: false };
    } catch (error) {
      const isOfKey = error instanceof Refused && error.code === 'ENVELOPE_AUTHENTICATION';
      if (!previous || !isOfKey) throw error;
      const { eui64 } = state.identity;
      const before = new Pair(
        this.#crypto,
        { eui64, agreementSecret: previous },
        state.anchors.headEnd,
      );
      const arrival = authenticate(this.#crypto, before, state, message);
      return { ...arrival, pair: before, isUnderPrevious: true };
    }
  }
}
