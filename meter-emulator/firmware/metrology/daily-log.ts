/** What is kept of each day: its consumption, and what all registers and the account showed when it ended. */
import { putU32 } from '../../../protocol/bytes.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import type { Entry } from '../stored.ts';
import { advance } from './half-hours.ts';
import { DAY_SECONDS, type Period } from './periods.ts';
import { readHistory } from './read-history.ts';
import { type Reading, readingEntries, readingNow, readingOf } from './reading.ts';
import { isGasMeter, mainRegister } from './registers.ts';

/** The entries of a UTC day that has ended; the registers are those of now. */
export function dailyEntries(
  state: MeterState,
  { period, start, isFlagged }: Period<number>,
  number: number,
): readonly Entry[] {
  const isGas = isGasMeter(state);
  const bytes = new Uint8Array(4);
  putU32(bytes, 0, advance(start, mainRegister(isGas, state.metrology)));
  const midnight = (period + 1) * DAY_SECONDS;
  const reading = readingNow(state, midnight, isGas ? 'counters' : 'registers');
  return [
    { series: 'days', period: number, bytes, isFlagged },
    ...readingEntries('dailyReads', number, reading, isFlagged),
  ];
}

/**
 * The readings of midnights from `fromUtcSeconds` to `toUtcSeconds`, both included, oldest first, the last 31.
 * After a midnight the meter was off at, it is what the registers showed when it came back.
 */
export function readDailyLog(
  { numbering }: Pick<MeterState, 'numbering'>,
  store: Store,
  fromUtcSeconds: number,
  toUtcSeconds: number,
): readonly Reading[] {
  const span = { fromUtcSeconds, toUtcSeconds, lengthSeconds: DAY_SECONDS };
  const [main, wide1, wide2] = (['dailyReads', 'dailyReads1', 'dailyReads2'] as const).map((name) =>
    readHistory(numbering, store, name, span),
  );
  const at = (entries: typeof wide1, number: number) =>
    entries?.find((entry) => entry.number === number)?.bytes;
  const readings = (main ?? []).map(({ bytes, number }) =>
    readingOf(bytes, at(wide1, number), at(wide2, number)),
  );
  return readings.slice(-DAILY_READS_MAX);
}

const DAILY_READS_MAX = 31;
