/** Counters against replay: a sender's, reserved ahead in storage, and a receiver's one rule. Pure. */
import { assert } from '../refused.ts';

/** How many counters one write to storage allows; as many are skipped at most by a restart. */
export const RESERVATION = 1024n;

export type CounterState = {
  /** The next counter to be taken. */
  readonly next: bigint;
  /** The first counter that storage does not yet allow. */
  readonly reservedUntil: bigint;
};

/** The state after a start: `stored` is the reservation last persisted, 0 for a new sender. */
export function startCounter(stored: bigint): CounterState {
  const next = stored > 0n ? stored : 1n;
  return { next, reservedUntil: next };
}

/** The counter may be used once `mustPersist`, when there is one, is stored as the reservation. */
export function take(state: CounterState): {
  readonly counter: bigint;
  readonly state: CounterState;
  readonly mustPersist?: bigint;
} {
  const { next: counter, reservedUntil } = state;
  assert(counter + RESERVATION < 2n ** 64n, 'the counter is used up');
  const next = counter + 1n;
  if (counter < reservedUntil) return { counter, state: { next, reservedUntil } };
  const mustPersist = counter + RESERVATION;
  return { counter, state: { next, reservedUntil: mustPersist }, mustPersist };
}

const COUNTER_MAX = 2n ** 64n - 1n;

/**
 * `last` is the greatest accepted of this originator and kind, 0 before the first. A counter may take at
 * most half of those left, so that no one message, sent by mistake, uses them up and locks its sender out.
 */
export function accepts(last: bigint, counter: bigint): boolean {
  return counter > last && counter - last <= (COUNTER_MAX - last) / 2n;
}
