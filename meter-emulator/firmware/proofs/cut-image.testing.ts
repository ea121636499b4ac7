/** All that a meter keeps on its flash, as text: every value, every document and every entry of every history. */
import type { EmulatedFlash } from '../../board/emulated-flash.ts';
import { meterLayout, type SeriesName, series, slotValues } from '../layout.ts';
import type { Stored, StoredName } from '../state.ts';
import { stored } from '../state.ts';
import { valueNamed } from '../storage/layout.ts';
import { Store } from '../storage/store.ts';
import { readValues, slotBytesOf } from '../stored.ts';

export type Kept = {
  readonly period: number;
  readonly isFlagged: boolean;
  readonly bytes: Uint8Array;
};
export type Image = {
  readonly values: Partial<Stored>;
  readonly histories: Readonly<Record<SeriesName, readonly Kept[]>>;
  /** What is in force, by its number, and what is held for later, in whichever slots they lie. */
  readonly documents: Readonly<Record<string, string>>;
  /** The same, and the documents, as text that is equal when they are. */
  readonly text: string;
};

const NAMES = Object.keys(stored) as readonly StoredName[];
const SERIES = Object.keys(series) as readonly SeriesName[];
const hex = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString('hex') : '');

/** As a boot finds it. Fails on the least damage. */
export function imageOf(flash: EmulatedFlash): Image {
  const store = new Store(flash, meterLayout);
  const { values, rotten, missing } = readValues(store);
  const lines = NAMES.map((name) => `${name} ${hex(store.get(valueNamed(meterLayout, name)))}`);
  const { documents, futureDated } = values;
  const slots =
    documents && futureDated ? slotBytesOf(store, { documents, futureDated }).slotBytes : [];
  const kept = [
    ...Object.entries(documents?.slots ?? {}),
    ...(futureDated?.commands ?? []).map(({ slot }, index) => [`held ${index}`, slot] as const),
  ];
  lines.push(...slots.map((bytes, index) => `slot ${index} ${hex(bytes)}`));
  const histories = Object.fromEntries(
    SERIES.map((name) => [name, historyOf(store, name)]),
  ) as Record<SeriesName, Kept[]>;
  for (const name of SERIES)
    for (const { period, isFlagged, bytes } of histories[name])
      lines.push(`${name} ${period}${isFlagged ? '!' : ''} ${hex(bytes)}`);
  lines.push(`rotten ${[...rotten, ...missing, ...store.damage.map(({ where }) => where)]}`);
  const inSlots = kept.flatMap(([name, slot]) =>
    slot === undefined ? [] : [[name, hex(slots[slot])] as const],
  );
  return { values, histories, documents: Object.fromEntries(inSlots), text: lines.join('\n') };
}

function historyOf(store: Store, name: SeriesName): Kept[] {
  const kept: Kept[] = [];
  for (const { period, bytes, isFlagged } of store.read(series[name], 0, 0xffff_ffff))
    if (bytes) kept.push({ period, isFlagged, bytes: bytes.slice() });
  return kept;
}

export const slotCount = slotValues.length;
