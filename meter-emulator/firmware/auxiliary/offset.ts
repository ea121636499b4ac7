/** The random offset: how much later than its calendar this meter switches, so that a street does not at once. */
import type { MeterState, Stored } from '../state.ts';

type Offset = Stored['randomisedOffset'];
const NONE: Offset = { limitSeconds: 0, number: 0 };

/** What is drawn is a part of as many. */
export const NUMBERS_DRAWN = 65_536;

export function randomisedOffsetOf({ randomisedOffset }: MeterState): Offset {
  return randomisedOffset ?? NONE;
}

/** 0 to the limit, each second as likely. */
export function randomisedOffsetSeconds(state: MeterState): number {
  const { limitSeconds, number } = randomisedOffsetOf(state);
  return Math.floor((number * (limitSeconds + 1)) / NUMBERS_DRAWN);
}
