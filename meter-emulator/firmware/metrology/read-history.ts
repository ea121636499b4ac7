/**
 * A history by UTC time. Where the clock was set back a period may be on flash more than once: the one that
 * was metered from end to end is given, and of such the one that came last, by the clock believed last.
 */

import { type SeriesName, series } from '../layout.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import { runsOf } from './numbering.ts';

export type HistoryEntry = {
  /** When the period ended. */
  readonly endUtcSeconds: number;
  readonly bytes: Uint8Array;
  readonly isFlagged: boolean;
  /** As the series numbers it. */
  readonly number: number;
};
/** Of periods of this length those that end within these bounds, both included. */
export type Span = {
  readonly fromUtcSeconds: number;
  readonly toUtcSeconds: number;
  readonly lengthSeconds: number;
};

/** Oldest first; periods without a reading are left out. */
export function readHistory(
  numbering: MeterState['numbering'],
  store: Store,
  name: SeriesName,
  { fromUtcSeconds, toUtcSeconds, lengthSeconds }: Span,
): readonly HistoryEntry[] {
  const from = Math.max(0, Math.ceil(fromUtcSeconds / lengthSeconds) - 1);
  const to = Math.floor(toUtcSeconds / lengthSeconds) - 1;
  const runs = runsOf(numbering, from, to, lengthSeconds).map((run) => {
    const entries: HistoryEntry[] = [];
    for (const { period, bytes, isFlagged } of store.read(series[name], run.from, run.to)) {
      if (!bytes) continue;
      const endUtcSeconds = (period - run.shift + 1) * lengthSeconds;
      entries.push({ endUtcSeconds, bytes, isFlagged, number: period });
    }
    return entries;
  });
  const [only = [], ...more] = runs.filter((entries) => entries.length > 0);
  return more.length === 0 ? only : merged([only, ...more]);
}

function merged(runs: readonly (readonly HistoryEntry[])[]): readonly HistoryEntry[] {
  const best = new Map<number, HistoryEntry>();
  for (const entry of runs.flat()) {
    const before = best.get(entry.endUtcSeconds);
    if (!before || before.isFlagged || !entry.isFlagged) best.set(entry.endUtcSeconds, entry);
  }
  return [...best.values()].sort((a, b) => a.endUtcSeconds - b.endUtcSeconds);
}
