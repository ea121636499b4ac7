/** Between the state of a meter and its flash: what a boot reads, and what a commit has to write. */
import { u16, u32 } from '../../protocol/bytes.ts';
import { decodeCbor, encodeCbor } from '../../protocol/definition/cbor.ts';
import type { AnyType } from '../../protocol/definition/words.ts';
import { Refused } from '../../protocol/refused.ts';
import { isReadable, usedSlots } from './documents/documents.ts';
import { meterLayout, type SeriesName, series, slotValues } from './layout.ts';
import { contentOf } from './services/future-dated.ts';
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
/** Looked up once: all of them are gone through at every commit. */
const ROWS = NAMES.map((name) => ({
  name,
  type: stored[name] as AnyType,
  value: valueNamed(meterLayout, name),
}));

/** What flash holds of the values, and which of them it cannot give: rot, or bytes of another definition. */
export type Kept = {
  readonly values: Partial<Stored>;
  readonly rotten: readonly StoredName[];
  /** Never written, though it should be: by a firmware before this one. */
  readonly missing: readonly StoredName[];
};

export function readValues(store: Store): Kept {
  const values: Record<string, unknown> = {};
  const rotten: StoredName[] = [];
  for (const name of NAMES) {
    const bytes = store.get(valueNamed(meterLayout, name));
    const value = bytes && decoded(stored[name] as AnyType, bytes);
    if (value !== undefined) values[name] = value;
    else if (bytes || store.damage.some(({ where }) => where === name)) rotten.push(name);
  }
  const missing = NAMES.filter(
    (name) => !(name in values) && !rotten.includes(name) && !isAbsentAtFirst(name),
  );
  return { values, rotten, missing };
}

/** Was it never provisioned? */
export const isBlank = ({ values, rotten }: Kept): boolean =>
  Object.keys(values).length + rotten.length === 0;

function decoded(type: AnyType, bytes: Uint8Array): unknown {
  try {
    return decodeCbor(type, bytes);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** The requests kept whole; what is in a slot that cannot be read is in force, or held, no longer. */
export function slotBytesOf(
  store: Store,
  { documents, futureDated }: Pick<Stored, 'documents' | 'futureDated'>,
) {
  const used = usedSlots({ documents, futureDated });
  const slotBytes = slotValues.map((value, slot) =>
    used.has(slot) ? store.get(value) : undefined,
  );
  const inForce = Object.entries(documents.slots);
  const slots = inForce.filter(([number]) => isReadable({ documents, slotBytes }, Number(number)));
  const commands = futureDated.commands.filter((held) => contentOf({ slotBytes }, held));
  const isDamaged = slots.length + commands.length < inForce.length + futureDated.commands.length;
  if (!isDamaged) return { documents, futureDated, slotBytes, isDamaged };
  return {
    documents: { slots: Object.fromEntries(slots) },
    futureDated: { commands },
    slotBytes,
    isDamaged,
  };
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
  for (const { name, type, value } of ROWS) {
    const kept = after[name];
    if (kept === undefined || kept === before[name]) continue;
    changes.push({ kind: 'put', value, bytes: encodeCbor(type, kept as never) });
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
