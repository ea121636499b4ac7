/** A meter at its premises, and all that happens to it there, act by act, over and over again alike. */
import { assert } from '../../../protocol/refused.ts';
import { EmulatedBoard } from '../../board/emulated-board.ts';
import type { EmulatedFlash } from '../../board/emulated-flash.ts';
import { seededRandom } from '../../board/seeded-random.ts';
import { crypto, type Sent } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import { Meter } from '../meter.ts';
import type { MeterState } from '../state.ts';
import type { Contact } from '../supply/stored.ts';

export type Act =
  /** The very bytes that the head-end sends, as often as it takes until they are answered. */
  | { readonly kind: 'command'; readonly what: string; readonly message: Uint8Array }
  | { readonly kind: 'keypad'; readonly utrn: string }
  | { readonly kind: 'press'; readonly button: Parameters<Meter['press']>[0] }
  | { readonly kind: 'contact'; readonly contact: Contact; readonly isOpen: boolean }
  | { readonly kind: 'run'; readonly untilSeconds: number }
  /** Power fails, with a last gasp, and is back after so many seconds. */
  | { readonly kind: 'outage'; readonly seconds: number }
  /** The network says of all alerts sent by now that they have arrived. */
  | { readonly kind: 'delivered' };

export class Premises {
  readonly flash: EmulatedFlash;
  readonly sent: Sent[] = [];
  readonly #sensor: Sensor;
  board: EmulatedBoard;
  meter: Meter;
  /** Told of every meter that boots here. */
  onBoot: (meter: Meter) => void = () => {};

  constructor(flash: EmulatedFlash, sensor: Sensor, boardSeconds: number) {
    this.flash = flash;
    this.#sensor = sensor;
    [this.board, this.meter] = this.#boot(boardSeconds);
  }

  get boardSeconds(): number {
    return this.meter.state.metrology.boardSeconds;
  }

  act(act: Act): void {
    switch (act.kind) {
      case 'command':
        this.meter.receive('command', act.message);
        return;
      case 'keypad':
        this.meter.enterUtrn(act.utrn);
        return;
      case 'press':
        this.meter.press(act.button);
        return;
      case 'contact':
        this.meter.contact(act.contact, act.isOpen);
        return;
      case 'run':
        this.meter.run(act.untilSeconds);
        return;
      case 'outage':
        this.#outage(act.seconds);
        return;
      case 'delivered':
        for (const { delivery } of this.sent)
          if (delivery !== undefined) this.meter.delivered(delivery);
    }
  }

  /** The answers given since there were `from` messages. */
  answersSince(from: number): readonly Sent[] {
    return this.sent.slice(from).filter(({ kind }) => kind === 'response');
  }

  #outage(seconds: number): void {
    const back = this.boardSeconds + seconds;
    this.meter.powerFailing();
    [this.board, this.meter] = this.#boot(back);
    this.onBoot(this.meter);
  }

  #boot(boardSeconds: number): [EmulatedBoard, Meter] {
    const board = new EmulatedBoard({
      flash: this.flash,
      crypto,
      sensor: this.#sensor,
      // The same at every draw, so that a meter that draws again after a cut draws the same.
      random: (length) => seededRandom(crypto, 'premises')(length),
      network: { send: (kind, message, delivery) => this.sent.push({ kind, message, delivery }) },
    });
    const meter = new Meter(board, boardSeconds);
    return [board, meter];
  }
}

/** What somebody at the meter can see of whether what was begun has been done. */
export function seen({ supply, prepayment, topUps, auxiliary, access }: MeterState): string {
  const { emergency } = prepayment;
  const { credits, wrongTokens } = topUps;
  const { position } = supply;
  return JSON.stringify([
    position,
    emergency,
    credits,
    wrongTokens,
    auxiliary?.boost,
    access?.open,
  ]);
}

/**
 * The party to an act in which power went does what it would: the head-end sends again, the customer looks,
 * and time goes on. `before` is what was to be seen before the act.
 */
export function actAgain(premises: Premises, act: Act, before: string): void {
  switch (act.kind) {
    case 'keypad':
    case 'press':
    case 'contact':
      if (seen(premises.meter.state) === before) premises.act(act);
      return;
    case 'outage':
      // It is this outage, without its last gasp.
      return;
    case 'command':
    case 'run':
    case 'delivered': {
      const from = premises.sent.length;
      premises.act(act);
      const isAnswered = act.kind !== 'command' || premises.answersSince(from).length === 1;
      assert(isAnswered, 'every command is answered in the end');
    }
  }
}
