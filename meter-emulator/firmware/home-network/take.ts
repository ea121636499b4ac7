/** The proxy's side: what it asks its gas meter for, and what it makes of the answers. Pure. */
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { decodeCbor } from '../../../protocol/definition/cbor.ts';
import type { AnyType } from '../../../protocol/definition/words.ts';
import { Refused } from '../../../protocol/refused.ts';
import { documentServices } from '../documents/document-services.ts';
import { withDocument, withoutDocument } from '../documents/documents.ts';
import { type Step, unchanged } from '../events/event.ts';
import { series } from '../layout.ts';
import { type MeterState, stored } from '../state.ts';
import type { Store } from '../storage/store.ts';
import { isAmong, marksOf } from './give.ts';
import type { HomeMessage } from './messages.ts';
import { MIRRORED_DOCUMENTS, MIRRORED_SERIES, MIRRORED_VALUES } from './mirrored.ts';
import type { Mirror } from './stored.ts';

/** Where its histories end, and the tables it has. */
export function haveOf(crypto: Crypto, state: MeterState, store: Store): HomeMessage {
  const histories = MIRRORED_SERIES.flatMap((name, number) => {
    const last = store.lastPeriod(series[name]);
    return last === undefined ? [] : [{ series: number, last }];
  });
  return { have: { histories, documents: marksOf(crypto, state) } };
}

/** The histories of another meter would stand among those that are there: a proxy is of one meter for good. */
export const isOf = ({ mirror }: MeterState, meter: string): boolean =>
  mirror === undefined || mirror.meter === meter;

const partly = ({ mirror }: MeterState, meter: string): Mirror => ({
  ...mirror,
  meter,
  isWhole: false,
});

/** Throws Refused for entries that this history has no place for. */
export function takeEntries(
  state: MeterState,
  store: Store,
  meter: string,
  { series: number, entries }: NonNullable<HomeMessage['entries']>,
): Step {
  const name = MIRRORED_SERIES[number];
  if (!name) throw new Refused('series', 'not one that is mirrored');
  const { entryBytes } = series[name];
  let last = store.lastPeriod(series[name]) ?? -1;
  for (const { period, bytes } of entries) {
    if (period <= last || bytes.length !== entryBytes)
      throw new Refused('entries', 'not the next of this history');
    last = period;
  }
  return {
    state: state.mirror ? state : { ...state, mirror: partly(state, meter) },
    events: [],
    entries: entries.map((entry) => ({ series: name, ...entry })),
  };
}

/** Until the rest of that waking has come nothing is read: tables and registers would not be of one moment. */
export function takeDocument(
  state: MeterState,
  meter: string,
  { number, bytes }: NonNullable<HomeMessage['document']>,
): Step {
  const name = MIRRORED_DOCUMENTS.find((one) => documentServices[one].number === number);
  if (!name) throw new Refused('number', 'not one that is mirrored');
  const document = decodeCbor(documentServices[name].service.request as AnyType, bytes);
  const next = { ...state, mirror: partly(state, meter) };
  return unchanged(withDocument(next, name, document as never));
}

/** Undone when a table is missing that it names: then the proxy stays as it is until the next waking. */
export function takeNow(
  crypto: Crypto,
  state: MeterState,
  meter: string,
  { values, documents }: NonNullable<HomeMessage['now']>,
): Step {
  const marks = marksOf(crypto, state);
  if (!documents.every((mark) => isAmong(marks, mark))) return unchanged(state);
  const { metrology, clock, variant, logs, ...others } = decoded(values);
  if (!metrology || !clock || !variant) throw new Refused('values', 'registers, clock or kind');
  const mirror: Mirror = { meter, isWhole: true, metrology, clock, variant };
  // The power log is the proxy's own: events/logs.ts.
  const { events, security, eventsFrom } = logs ?? state.logs;
  const next: MeterState = {
    ...state,
    ...others,
    logs: { ...state.logs, events, security, eventsFrom },
    mirror,
  };
  return unchanged(withoutOthers(next, new Set(documents.map(({ number }) => number))));
}

type Values = NonNullable<HomeMessage['now']>['values'];
type Decoded = { -readonly [N in (typeof MIRRORED_VALUES)[number]]?: NonNullable<MeterState[N]> };

function decoded(values: Values): Decoded {
  const all: Record<string, unknown> = {};
  for (const { name: number, bytes } of values) {
    const name = MIRRORED_VALUES[number];
    if (!name) throw new Refused('values', 'not one that is mirrored');
    all[name] = decodeCbor(stored[name] as AnyType, bytes);
  }
  return all;
}

function withoutOthers(state: MeterState, inForce: ReadonlySet<number>): MeterState {
  return MIRRORED_DOCUMENTS.filter((name) => !inForce.has(documentServices[name].number)).reduce(
    withoutDocument,
    state,
  );
}
