/** The device on its home network: what it says there, and what it makes of what it hears. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { controllerOf } from '../auxiliary/controllers.ts';
import { outputsToSet } from '../auxiliary/outputs.ts';
import type { Board } from '../board.ts';
import type { MeterEvent } from '../events/event.ts';
import { tellHome } from '../events/household.ts';
import type { HomeKnowledge } from '../services/executor.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import { type Heard, hear, wakeCalls } from './hear.ts';
import { decodeHomeMessage, encodeHomeMessage, type Said } from './messages.ts';

export class HomeVoice {
  readonly #board: Board;

  constructor(board: Board) {
    this.#board = board;
  }

  get knowledge(): HomeKnowledge | undefined {
    return this.#board.homeNetwork;
  }

  /** Throws Refused for what no device says. */
  hear(state: MeterState, store: Store, from: Eui64, message: Uint8Array): Heard {
    const { crypto } = this.#board;
    return hear({ crypto, store, state, from }, decodeHomeMessage(message));
  }

  say(messages: readonly Said[]): void {
    const { homeNetwork } = this.#board;
    for (const { to, message } of messages) homeNetwork?.send(to, encodeHomeMessage(message));
  }

  /** A gas meter sleeps in between: what others have for it waits until now. */
  wake(state: MeterState): void {
    if (state.variant.kind !== 'gas') return;
    this.#board.homeNetwork?.wake();
    this.say(wakeCalls(state));
  }

  tell(state: MeterState, told: readonly MeterEvent[], utcSeconds: number): void {
    const { homeNetwork } = this.#board;
    if (homeNetwork) tellHome(state, homeNetwork, told, utcSeconds);
  }

  /** The loads that are switched over the home network, where they are another than before. */
  driveLoads(before: MeterState | undefined, after: MeterState): void {
    for (const [number, { levelPercent, isInput }] of outputsToSet(before, after)) {
      const controller = controllerOf(after, number);
      if (controller?.kind !== 'HCALCS') continue;
      const level = { levelPercent, isInput };
      this.say([{ to: controller.eui64, message: { level } }]);
    }
  }
}
