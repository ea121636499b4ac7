/** Between the state of a meter and its flash: what a boot reads, and what a commit has to write. */
import { putU16, putU32, u16, u32 } from '../../protocol/bytes.ts';
import { decodeCbor, encodeCbor } from '../../protocol/definition/cbor.ts';
import type { AnyType } from '../../protocol/definition/words.ts';
import { startCounter } from '../../protocol/envelope/counter.ts';
import { assert } from '../../protocol/refused.ts';
import { usedSlots } from './documents/documents.ts';
import { meterLayout, type SeriesName, series, slotValues } from './layout.ts';
import { ABSENT_AT_FIRST, type MeterState, type Stored, type StoredName, stored } from './state.ts';
import type { Change } from './storage/change.ts';
import { valueNamed } from './storage/layout.ts';
import type { Store } from './storage/store.ts';

/** One entry of a history, not written yet. */
export type Entry = {
  readonly series: SeriesName;
  readonly period: number;
  readonly bytes: Uint8Array;
  readonly isFlagged?: boolean;
};

const NAMES = Object.keys(stored) as readonly StoredName[];

/** Undefined for a value never put; throws Refused (CBOR_REFUSED) for bytes of another definition. */
function read<N extends StoredName>(store: Store, name: N): Stored[N] | undefined {
  const bytes = store.get(valueNamed(meterLayout, name));
  return bytes && (decodeCbor(stored[name] as AnyType, bytes) as Stored[N]);
}

/** Undefined for a meter that was never provisioned. */
export function readState(store: Store): MeterState | undefined {
  if (!read(store, 'anchors')) return undefined;
  const values = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = read(store, name);
      assert(value !== undefined || isAbsentAtFirst(name), `${name} is missing from the flash`);
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Stored;
  const used = usedSlots(values);
  const slotBytes = slotValues.map((value, slot) =>
    used.has(slot) ? store.get(value) : undefined,
  );
  return { ...values, outgoing: startCounter(values.counters.reservedUntil), slotBytes };
}

function isAbsentAtFirst(name: StoredName): boolean {
  return (ABSENT_AT_FIRST as readonly StoredName[]).includes(name);
}

/** One group: every value that is another than in `before`, and the entries. */
export function changesBetween(
  before: Partial<MeterState>,
  after: MeterState,
  entries: readonly Entry[],
): readonly Change[] {
  const changes: Change[] = [];
  for (const name of NAMES) {
    const value = after[name];
    if (value === undefined || value === before[name]) continue;
    const bytes = encodeCbor(stored[name] as AnyType, value as never);
    changes.push({ kind: 'put', value: valueNamed(meterLayout, name), bytes });
  }
  changes.push(...slotChanges({ slotBytes: before.slotBytes ?? [] }, after));
  for (const entry of entries)
    changes.push({ kind: 'append', ...entry, series: series[entry.series] });
  return changes;
}

/** What of the slots is not on flash yet. */
export function slotChanges(
  before: Pick<MeterState, 'slotBytes'> | undefined,
  after: Pick<MeterState, 'slotBytes'>,
): readonly Change[] {
  return after.slotBytes.flatMap((bytes, slot) => {
    const value = slotValues[slot];
    return bytes && value && bytes !== before?.slotBytes[slot]
      ? [{ kind: 'put', value, bytes } as const]
      : [];
  });
}

/** 65,535 on flash means "no reading", so that much and more is kept as the greatest below it. */
export const HALF_HOUR_WH_MAX = 65_534;

export function halfHourEntry(period: number, energyWh: number, isFlagged: boolean): Entry {
  const bytes = new Uint8Array(2);
  putU16(bytes, 0, Math.min(energyWh, HALF_HOUR_WH_MAX));
  const isClamped = energyWh > HALF_HOUR_WH_MAX;
  return { series: 'halfHours', period, bytes, isFlagged: isFlagged || isClamped };
}

export function dayEntry(period: number, energyWh: number, isFlagged: boolean): Entry {
  const bytes = new Uint8Array(4);
  putU32(bytes, 0, energyWh);
  return { series: 'days', period, bytes, isFlagged };
}

export type LogName = 'events' | 'security';
export type LogEntry = {
  readonly utcSeconds: number;
  readonly code: number;
  /** 0 where the code says it all. */
  readonly detail: number;
};

const LOG_SECONDS_MAX = 0xffff_ffff;

/**
 * Ten bytes: time (4, the year 2106 at most), code (2), detail (4), little-endian. `number` counts from 0.
 */
export function logEntry(log: LogName, number: number, entry: LogEntry): Entry {
  const bytes = new Uint8Array(10);
  putU32(bytes, 0, Math.min(LOG_SECONDS_MAX, Math.max(0, entry.utcSeconds)));
  putU16(bytes, 4, entry.code);
  putU32(bytes, 6, entry.detail);
  return { series: log, period: number, bytes };
}

export function readLogEntry(bytes: Uint8Array): LogEntry {
  return { utcSeconds: u32(bytes, 0), code: u16(bytes, 4), detail: u32(bytes, 6) };
}

export type PeriodEntry = {
  readonly period: number;
  readonly energyWh: number;
  readonly isFlagged: boolean;
};

/** Oldest first, `from` to `to` inclusive; periods without a reading are left out. */
export function* readPeriods(
  store: Store,
  name: 'halfHours' | 'days',
  from: number,
  to: number,
): Generator<PeriodEntry> {
  for (const { period, bytes, isFlagged } of store.read(series[name], from, to))
    if (bytes)
      yield { period, energyWh: name === 'days' ? u32(bytes, 0) : u16(bytes, 0), isFlagged };
}
