/** When the meter announces itself: soon after power is steady, and again until a command shows that it is known. */
import type { MeterState } from '../state.ts';
import { STEADY_SECONDS } from '../supply/outage.ts';
import { ANNOUNCE_AGAIN_SECONDS, isToAnnounce } from './announce.ts';

export class Announcer {
  /** Board seconds; infinite once there is nothing to announce. */
  dueSeconds: number;

  constructor(state: MeterState, bootSeconds: number) {
    this.dueSeconds = isToAnnounce(state) ? bootSeconds + STEADY_SECONDS : Number.POSITIVE_INFINITY;
  }

  /** Is it time now? Then the next time is later. */
  take(state: MeterState): boolean {
    const { boardSeconds } = state.metrology;
    if (boardSeconds < this.dueSeconds) return false;
    const isWanted = isToAnnounce(state);
    this.dueSeconds = isWanted ? boardSeconds + ANNOUNCE_AGAIN_SECONDS : Number.POSITIVE_INFINITY;
    return isWanted;
  }
}
