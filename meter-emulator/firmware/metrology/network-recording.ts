/**
 * Service 14.1: for four hours a gas meter notes its consumption at every sixth minute of UTC; 4.10 reads it. The
 * first entry is what was used since the recording began, the 40 after it are six minutes each.
 */
import { putU16, u16 } from '../../../protocol/bytes.ts';
import { type Step, unchanged } from '../events/event.ts';
import type { Module } from '../module.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import { advance, HALF_HOUR_UNITS_MAX } from './half-hours.ts';
import { utcSecondsOf } from './metrology.ts';
import { numberOf } from './numbering.ts';
import { type HistoryEntry, readHistory } from './read-history.ts';
import { NETWORK_ENTRIES_MAX } from './stored.ts';

const NETWORK_INTERVAL_SECONDS = 360;

/** Begins one, in place of one that may run. Not while there is no time to go by. */
export function startRecording(state: MeterState): MeterState {
  const { networkRecording, metrology } = state;
  return {
    ...state,
    networkRecording: {
      ...networkRecording,
      sampleId: networkRecording.sampleId + 1,
      entriesLeft: NETWORK_ENTRIES_MAX,
      lastVolumeLitreSeconds: metrology.volumeLitreSeconds,
    },
  };
}

function nextMark(state: MeterState): number | undefined {
  const { networkRecording, clock } = state;
  if (networkRecording.entriesLeft === 0 || clock.status === 'invalid') return undefined;
  const mark = Math.floor(utcSecondsOf(state) / NETWORK_INTERVAL_SECONDS) + 1;
  return mark * NETWORK_INTERVAL_SECONDS - clock.offsetSeconds;
}

function noteAtMark(state: MeterState): Step {
  const { networkRecording: before, clock, metrology } = state;
  const utcSeconds = utcSecondsOf(state);
  const isMark = utcSeconds % NETWORK_INTERVAL_SECONDS === 0;
  if (before.entriesLeft === 0 || clock.status === 'invalid' || !isMark) return unchanged(state);
  const ended = utcSeconds / NETWORK_INTERVAL_SECONDS - 1;
  const number = numberOf(state.numbering, ended, NETWORK_INTERVAL_SECONDS);
  // A clock set back within a half-hour: the mark is noted already.
  if (number <= before.lastNumber) return unchanged(state);
  const litres = advance(before.lastVolumeLitreSeconds, metrology.volumeLitreSeconds);
  const bytes = new Uint8Array(2);
  // Below zero when flash has lost the register meanwhile.
  putU16(bytes, 0, Math.min(Math.max(0, litres), HALF_HOUR_UNITS_MAX));
  const networkRecording = {
    ...before,
    entriesLeft: before.entriesLeft - 1,
    lastVolumeLitreSeconds: metrology.volumeLitreSeconds,
    lastNumber: number,
  };
  return {
    state: { ...state, networkRecording },
    events: [],
    entries: [{ series: 'gasNetwork', period: number, bytes }],
  };
}

export const networkMarks: Module = { deadline: nextMark, act: noteAtMark };

export type NetworkEntry = { readonly utcSeconds: number; readonly litres: number };

/** The marks from `fromUtcSeconds` to `toUtcSeconds`, both included, oldest first, the last 41. */
export function readRecording(
  { numbering }: Pick<MeterState, 'numbering'>,
  store: Store,
  fromUtcSeconds: number,
  toUtcSeconds: number,
): readonly NetworkEntry[] {
  const span = { fromUtcSeconds, toUtcSeconds, lengthSeconds: NETWORK_INTERVAL_SECONDS };
  return readHistory(numbering, store, 'gasNetwork', span)
    .slice(-NETWORK_ENTRIES_MAX)
    .map(({ endUtcSeconds, bytes }: HistoryEntry) => ({
      utcSeconds: endUtcSeconds,
      litres: u16(bytes, 0),
    }));
}
