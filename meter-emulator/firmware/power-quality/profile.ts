/** The profile of average RMS voltage, 4,320 of each phase. Entries are numbered, so that their period may change. */
import { putU16, putU32, u16, u32 } from '../../../protocol/bytes.ts';
import { type SeriesName, series } from '../layout.ts';
import type { Store } from '../storage/store.ts';
import type { Entry } from '../stored.ts';
import type { Average } from './average.ts';

/** As many as an answer may have. */
export const PROFILE_ENTRIES_MAX = 4320;
const SECONDS_MAX = 0xffff_ffff;

const SERIES = ['voltage1', 'voltage2', 'voltage3'] as const satisfies readonly SeriesName[];
const seriesOf = (phase: number) => SERIES[phase - 1] ?? SERIES[0];

/** Six bytes: the end of the period (4, UTC seconds), decivolts (2), little-endian. */
export function profileEntry(
  phase: number,
  number: number,
  { endUtcSeconds, decivolts }: Average,
): Entry {
  const bytes = new Uint8Array(6);
  putU32(bytes, 0, Math.min(SECONDS_MAX, Math.max(0, endUtcSeconds)));
  putU16(bytes, 4, decivolts);
  return { series: seriesOf(phase), period: number, bytes };
}

/** The last 4,320 of `made`, oldest first. */
export function* readProfile(store: Store, phase: number, made: number): Generator<Average> {
  if (made === 0) return;
  const first = Math.max(0, made - PROFILE_ENTRIES_MAX);
  for (const { bytes } of store.read(series[seriesOf(phase)], first, made - 1))
    if (bytes) yield { endUtcSeconds: u32(bytes, 0), decivolts: u16(bytes, 4) };
}
