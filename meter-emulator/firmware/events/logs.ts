/**
 * The logs of 100 entries: events, security, power; that of the auxiliary switches is of their own part. On flash
 * they are series numbered from 0, so that clearing one is a number below which nothing counts.
 */
import type { AlertLog } from '../../../protocol/alerts/device-alerts.ts';
import { putU16, putU32, u16, u32 } from '../../../protocol/bytes.ts';
import { LOG_ENTRIES_MAX, series } from '../layout.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { Logs, MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import type { Entry } from '../stored.ts';
import type { MeterEvent } from './event.ts';

export const LOG_NAMES: readonly AlertLog[] = ['events', 'security', 'power'];

export type LogEntry = {
  readonly utcSeconds: number;
  readonly code: number;
  /** 0 where the code says it all. */
  readonly detail: number;
};

const SECONDS_MAX = 0xffff_ffff;
const NUMBER_MAX = 0xffff_ffff;

/** Ten bytes: time (4, the year 2106 at most), code (2), detail (4), little-endian. */
function logEntryBytes({ utcSeconds, code, detail }: LogEntry): Uint8Array {
  const bytes = new Uint8Array(10);
  putU32(bytes, 0, Math.min(SECONDS_MAX, Math.max(0, utcSeconds)));
  putU16(bytes, 4, code);
  putU32(bytes, 6, detail);
  return bytes;
}

export function readLogEntry(bytes: Uint8Array): LogEntry {
  return { utcSeconds: u32(bytes, 0), code: u16(bytes, 4), detail: u32(bytes, 6) };
}

/**
 * A gas proxy keeps the two logs of its meter under their names, and all of its own under that of the power log, which
 * neither of them has. Of a hub nobody can read a power log: what is of its power stands among its events.
 */
function ownLog({ variant }: MeterState, log: AlertLog): AlertLog {
  if (variant.kind === 'gasProxy') return 'power';
  return variant.kind === 'communicationsHub' && log === 'power' ? 'events' : log;
}

/** A series that was held back stands in the log with its count. */
export function logEvent(
  state: MeterState,
  logOfEvent: AlertLog,
  code: number,
  { detail, throttled, utcSeconds = utcSecondsOf(state) }: MeterEvent,
): readonly [Entry, MeterState] {
  const log = ownLog(state, logOfEvent);
  const bytes = logEntryBytes({ utcSeconds, code, detail: detail ?? throttled?.count ?? 0 });
  const period = state.logs[log];
  const logs: Logs = { ...state.logs, [log]: Math.min(NUMBER_MAX, period + 1) };
  return [
    { series: log, period, bytes },
    { ...state, logs },
  ];
}

/** Oldest first, of those that were not cleared and still are the last hundred. */
export function* readLog(store: Store, logs: Logs, log: AlertLog): Generator<LogEntry> {
  yield* readFrom(store, logs, log, log === 'events' ? logs.eventsFrom : 0);
}

/** Oldest first, of those numbered `cleared` or more that still are the last hundred. */
export function* readFrom(
  store: Store,
  logs: Logs,
  log: AlertLog,
  cleared: number,
): Generator<LogEntry> {
  const made = logs[log];
  const from = Math.max(cleared, made - LOG_ENTRIES_MAX);
  if (from >= made) return;
  for (const { bytes } of store.read(series[log], from, made - 1))
    if (bytes) yield readLogEntry(bytes);
}
