/** A boost that runs, and the log of those that ended. */
import { putU32, u32 } from '../../../protocol/bytes.ts';
import { type Step, unchanged } from '../events/event.ts';
import { series } from '../layout.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import type { Entry } from '../stored.ts';
import { auxiliaryOf } from './controllers.ts';

export const BOOST_SECONDS_MAX = 60 * 60;
/** As many as 7.11 gives. */
export const BOOSTS_KEPT = 25;

/** Ended when its time is over; a board whose clock went back does not know when that is. */
export function isBoostOver({ auxiliary, metrology }: MeterState): boolean {
  const boost = auxiliary?.boost;
  if (!boost) return false;
  const left = boost.untilSeconds - metrology.boardSeconds;
  return left <= 0 || left > BOOST_SECONDS_MAX;
}

export function withoutBoost(state: MeterState): Step {
  const { boost, ...auxiliary } = auxiliaryOf(state);
  if (!boost) return unchanged(state);
  const entry = boostEntry(auxiliary.boosts, boost.startUtcSeconds, utcSecondsOf(state));
  const next = { ...state, auxiliary: { ...auxiliary, boosts: auxiliary.boosts + 1 } };
  return { state: next, events: [], entries: [entry] };
}

const SECONDS_MAX = 0xffff_ffff;
const kept = (utcSeconds: number) => Math.min(SECONDS_MAX, Math.max(0, utcSeconds));

/** Eight bytes: start and end in UTC seconds. `period` counts from 0. */
function boostEntry(period: number, startUtcSeconds: number, endUtcSeconds: number): Entry {
  const bytes = new Uint8Array(8);
  putU32(bytes, 0, kept(startUtcSeconds));
  putU32(bytes, 4, kept(endUtcSeconds));
  return { series: 'boosts', period, bytes };
}

/** Oldest first. */
export function* readBoosts(
  store: Store,
  state: MeterState,
): Generator<{ readonly startUtcSeconds: number; readonly endUtcSeconds: number }> {
  const { boosts } = auxiliaryOf(state);
  if (boosts === 0) return;
  const from = Math.max(0, boosts - BOOSTS_KEPT);
  for (const { bytes } of store.read(series.boosts, from, boosts - 1))
    if (bytes) yield { startUtcSeconds: u32(bytes, 0), endUtcSeconds: u32(bytes, 4) };
}
