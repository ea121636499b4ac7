/** The log of auxiliary loads, 100 entries: who switched what to which level. Nine bytes each. */
import { putU32, u32 } from '../../../protocol/bytes.ts';
import { LOG_ENTRIES_MAX, series } from '../layout.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import type { Entry } from '../stored.ts';
import { auxiliaryOf } from './controllers.ts';
import type { Output } from './stored.ts';

/** As MMC calls them; on flash by their place. */
const ACTIONS = ['On', 'Off', 'RevertToCalendar', 'FromSwitch'] as const;
const OUTCOMES = ['NotKnown', 'Success', 'Failure'] as const;
export type Action = (typeof ACTIONS)[number];

export type SwitchLogEntry = Output & {
  readonly utcSeconds: number;
  readonly number: number;
  readonly action: Action;
  readonly outcome: (typeof OUTCOMES)[number];
};

const SECONDS_MAX = 0xffff_ffff;

/** Time (4), number (1), action (1), outcome (1), level (1), whether of the input (1). `period` counts from 0. */
export function switchLogEntry(period: number, entry: SwitchLogEntry): Entry {
  const bytes = new Uint8Array(9);
  putU32(bytes, 0, Math.min(SECONDS_MAX, Math.max(0, entry.utcSeconds)));
  bytes[4] = entry.number;
  bytes[5] = ACTIONS.indexOf(entry.action);
  bytes[6] = OUTCOMES.indexOf(entry.outcome);
  bytes[7] = entry.levelPercent;
  bytes[8] = entry.isInput ? 1 : 0;
  return { series: 'auxiliary', period, bytes };
}

/** Oldest first, of those that were not cleared and still are the last hundred. */
export function* readSwitchLog(store: Store, state: MeterState): Generator<SwitchLogEntry> {
  const { logged } = auxiliaryOf(state);
  const from = Math.max(state.logs.auxiliaryFrom, logged - LOG_ENTRIES_MAX);
  if (from >= logged) return;
  for (const { bytes } of store.read(series.auxiliary, from, logged - 1))
    if (bytes) yield entryOf(bytes);
}

function entryOf(bytes: Uint8Array): SwitchLogEntry {
  const [number = 0, action = 0, outcome = 0, levelPercent = 0, isInput = 0] = bytes.subarray(4);
  return {
    utcSeconds: u32(bytes, 0),
    number,
    action: ACTIONS[action] ?? 'FromSwitch',
    outcome: OUTCOMES[outcome] ?? 'NotKnown',
    levelPercent,
    isInput: isInput === 1,
  };
}
