/** The contacts of the board: the main switch and the outputs for auxiliary loads, driven to what the state wants. */
import { outputsToSet } from '../auxiliary/outputs.ts';
import type { Board } from '../board.ts';
import type { MeterEvent } from '../events/event.ts';
import type { MeterState } from '../state.ts';
import { switchPosition } from './supply.ts';

const FAILED = {
  open: [{ name: 'supplyDisconnectFailed' }],
  closed: [{ name: 'supplyConnectFailed' }],
} as const satisfies Readonly<Record<'open' | 'closed', readonly MeterEvent[]>>;

export class Switchgear {
  readonly #board: Pick<Board, 'loadSwitch' | 'auxiliary'>;
  /** Not where it was last driven to. It is tried again at every group. */
  #isStuck = false;

  constructor(board: Pick<Board, 'loadSwitch' | 'auxiliary'>) {
    this.#board = board;
  }

  /** Where the main switch is: what flows through it is metered, whatever the state wants. */
  position({ supply }: MeterState): 'open' | 'closed' {
    const isClosed = (switchPosition(supply) === 'closed') !== this.#isStuck;
    return isClosed ? 'closed' : 'open';
  }

  /**
   * Drives what is another than `before`; at a boot, without a before, all. Gives what is to be told: that the
   * switch did not move, when that is new.
   */
  drive(before: MeterState | undefined, after: MeterState): readonly MeterEvent[] {
    for (const [number, { levelPercent, isInput }] of outputsToSet(before, after))
      this.#board.auxiliary?.set(number, levelPercent, isInput);
    const position = switchPosition(after.supply);
    const wasStuck = this.#isStuck;
    if (before && !wasStuck && position === switchPosition(before.supply)) return [];
    this.#isStuck = !this.#board.loadSwitch.set(position);
    return this.#isStuck && !wasStuck ? FAILED[position] : [];
  }
}
