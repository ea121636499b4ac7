/**
 * A UTRN keyed in. Who guesses has one try in four milliards: after five wrong ones a single one each time a
 * lockout is over, ten minutes at first and doubling up to a day. It outlives a power cut.
 */
import type { AlertName } from '../../../protocol/alerts/device-alerts.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { type Step, unchanged } from '../events/event.ts';
import type { MeterState } from '../state.ts';
import { type TopUpRefusal, topUp, topUpAlerts } from './top-up.ts';

export type Keyed = {
  readonly outcome: 'credited' | TopUpRefusal;
  readonly step: Step;
  /** To be counted like a refused message, so that a bored child wears out no flash. */
  readonly counted?: AlertName;
};

export const FREE_TRIES = 5;
const LOCKOUT_SECONDS_MIN = 600;
const LOCKOUT_SECONDS_MAX = 86_400;
const WRONG_TOKENS_MAX = 0xffff_ffff;

/** A slip of the finger fails the check digit and is not held against anyone. */
export function keyIn(crypto: Crypto, state: MeterState, digits: string): Keyed {
  const { topUps, metrology } = state;
  const secondsLeft = topUps.lockedUntilBoardSeconds - metrology.boardSeconds;
  if (secondsLeft > 0) return refused(stillLocked(state, secondsLeft), 'lockedOut');
  const outcome = topUp(crypto, state, digits);
  if (outcome.kind === 'credited') {
    const { step } = outcome;
    const events = [{ name: 'creditAddedLocally' } as const, ...step.events];
    return { outcome: 'credited', step: { ...step, events } };
  }
  const { why, isForged } = outcome;
  return refused(isForged ? afterWrongToken(state) : unchanged(state), why);
}

function refused(step: Step, outcome: TopUpRefusal): Keyed {
  const counted = topUpAlerts[outcome];
  return counted ? { outcome, step, counted } : { outcome, step };
}

/** More is left than a lockout lasts: the board has lost its time. Then it begins anew, and ends. */
function stillLocked(state: MeterState, secondsLeft: number): Step {
  const lockout = lockoutSeconds(state.topUps.wrongTokens);
  return unchanged(secondsLeft > lockout ? lockedFor(state, lockout) : state);
}

function lockedFor(state: MeterState, seconds: number): MeterState {
  const lockedUntilBoardSeconds = state.metrology.boardSeconds + seconds;
  return { ...state, topUps: { ...state.topUps, lockedUntilBoardSeconds } };
}

function afterWrongToken(state: MeterState): Step {
  const wrongTokens = Math.min(state.topUps.wrongTokens + 1, WRONG_TOKENS_MAX);
  const lockout = lockoutSeconds(wrongTokens);
  const wrong = { ...state, topUps: { ...state.topUps, wrongTokens } };
  if (lockout === 0) return unchanged(wrong);
  return {
    state: lockedFor(wrong, lockout),
    events: [{ name: 'utrnEntrySuspended' }],
    entries: [],
  };
}

/** Of board time, after so many wrong ones. */
export function lockoutSeconds(wrongTokens: number): number {
  if (wrongTokens < FREE_TRIES) return 0;
  return Math.min(LOCKOUT_SECONDS_MIN * 2 ** (wrongTokens - FREE_TRIES), LOCKOUT_SECONDS_MAX);
}
