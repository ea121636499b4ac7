/** The gas meter's side of its proxy: when it wakes it gives what the proxy does not have yet. Pure. */
import { equalBytes } from '../../../protocol/bytes.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { encodeCbor } from '../../../protocol/definition/cbor.ts';
import type { AnyType } from '../../../protocol/definition/words.ts';
import { documentServices } from '../documents/document-services.ts';
import { type SeriesName, series } from '../layout.ts';
import { type MeterState, stored } from '../state.ts';
import type { Store } from '../storage/store.ts';
import {
  DOCUMENT_DIGEST_BYTES,
  type DocumentMark,
  ENTRIES_MAX,
  type HomeMessage,
} from './messages.ts';
import { MIRRORED_DOCUMENTS, MIRRORED_SERIES, MIRRORED_VALUES } from './mirrored.ts';

/** Messages at one waking; a longer history is given at the next ones, oldest first. */
export const ENTRY_MESSAGES_MAX = 64;

type Have = NonNullable<HomeMessage['have']>;
type Entries = NonNullable<HomeMessage['entries']>['entries'];

/** Histories first, then tables, and last how the meter stands, which makes the rest count. */
export function missing(
  crypto: Crypto,
  state: MeterState,
  store: Store,
  have: Have,
): readonly HomeMessage[] {
  return [
    ...histories(store, have).slice(0, ENTRY_MESSAGES_MAX),
    ...tables(crypto, state, have),
    { now: { values: valuesOf(state), documents: marksOf(crypto, state) } },
  ];
}

function histories(store: Store, { histories: ends }: Have): readonly HomeMessage[] {
  return MIRRORED_SERIES.flatMap((name, number) => {
    const from = (ends.find((one) => one.series === number)?.last ?? -1) + 1;
    const entries = entriesFrom(store, name, from);
    const messages: HomeMessage[] = [];
    for (let at = 0; at < entries.length; at += ENTRIES_MAX)
      messages.push({ entries: { series: number, entries: entries.slice(at, at + ENTRIES_MAX) } });
    return messages;
  });
}

function entriesFrom(store: Store, name: SeriesName, from: number): Entries {
  const last = store.lastPeriod(series[name]);
  if (last === undefined || last < from) return [];
  const kept = Math.max(from, last - series[name].depth + 1);
  return [...store.read(series[name], kept, last)].flatMap(({ period, bytes, isFlagged }) =>
    bytes ? [{ period, bytes, isFlagged }] : [],
  );
}

function tables(crypto: Crypto, state: MeterState, have: Have): readonly HomeMessage[] {
  return marksOf(crypto, state)
    .filter((mark) => !isAmong(have.documents, mark))
    .map(({ number }) => ({ document: { number, bytes: bytesOf(state, number) } }));
}

export const isAmong = (marks: readonly DocumentMark[], { number, digest }: DocumentMark) =>
  marks.some((one) => one.number === number && equalBytes(one.digest, digest));

function bytesOf({ documents, slotBytes }: MeterState, number: number): Uint8Array {
  return slotBytes[documents.slots[number] as number] as Uint8Array;
}

/** Of the tables of gas that are in force. */
export function marksOf(crypto: Crypto, state: MeterState): readonly DocumentMark[] {
  return MIRRORED_DOCUMENTS.map((name) => documentServices[name].number)
    .filter((number) => state.slotBytes[state.documents.slots[number] ?? -1])
    .map((number) => ({
      number,
      digest: crypto.sha256(bytesOf(state, number)).subarray(0, DOCUMENT_DIGEST_BYTES),
    }));
}

function valuesOf(state: MeterState) {
  return MIRRORED_VALUES.flatMap((value, name) => {
    const kept = state[value];
    if (kept === undefined) return [];
    return [{ name, bytes: encodeCbor(stored[value] as AnyType, kept as never) }];
  });
}
