/** The meter on its network: whom it believes, and what it says. One that does not know who it is does neither. */
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Pair } from '../../protocol/envelope/pair.ts';
import { Refused } from '../../protocol/refused.ts';
import { sealAnnouncement } from './announcement/announce.ts';
import type { Board } from './board.ts';
import { type Reply, sealAlert, sealReply } from './messages.ts';
import { type ArrivalUnder, Pairs } from './security/pairs.ts';
import type { MeterState, PendingAlert } from './state.ts';

export class Voice {
  readonly #board: Board;
  readonly #pairs: Pairs;
  /** See boot-state.ts. */
  readonly isSilent: boolean;

  constructor(board: Board, isSilent: boolean) {
    this.#board = board;
    this.#pairs = new Pairs(board.crypto);
    this.isSilent = isSilent;
  }

  /** The command in a message. Throws Refused with an ENVELOPE_ code for anything else. */
  hear(state: MeterState, kind: Kind, message: Uint8Array): ArrivalUnder {
    if (kind !== 'command')
      throw new Refused('', `a meter is sent no ${kind}`, undefined, 'ENVELOPE_FORM');
    return this.#pairs.authenticate(state, message);
  }

  /** Under the keys that the command came under. */
  answer(state: MeterState, pair: Pair, reply: Reply): void {
    this.#board.network.send('response', sealReply(this.#board.crypto, pair, state, reply));
  }

  /** Sent again they are the same bytes. */
  alerts(state: MeterState, alerts: readonly PendingAlert[]): void {
    if (this.isSilent) return;
    for (const alert of alerts) this.#alert(state, alert);
  }

  /** Who it is, to a head-end that does not know it yet. */
  announce(state: MeterState, counter: bigint): void {
    const message = sealAnnouncement(this.#board.crypto, state, counter);
    if (message && !this.isSilent) this.#board.network.send('alert', message);
  }

  #alert(state: MeterState, alert: PendingAlert): void {
    const message = sealAlert(this.#board.crypto, this.#pairs.of(state), state, alert);
    this.#board.network.send('alert', message, Number(alert.counter));
  }
}
