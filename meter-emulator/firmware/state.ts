/** All that a meter keeps as values: each part defines its own, with its type and its canonical CBOR on flash. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { CounterState } from '../../protocol/envelope/counter.ts';
import { clock } from './clock/stored.ts';
import { documents, futureDated } from './documents/stored.ts';
import { alerts, logs } from './events/stored.ts';
import { metrology } from './metrology/stored.ts';
import { limits, prepayment } from './prepayment/stored.ts';
import { anchors, answer, counters, identity } from './security/stored.ts';
import { supply } from './supply/stored.ts';
import { variant } from './variant.ts';

/** In the order of the layout on flash: a new one goes to the end. */
export const stored = {
  identity,
  anchors,
  variant,
  clock,
  metrology,
  limits,
  prepayment,
  supply,
  counters,
  answer,
  futureDated,
  documents,
  alerts,
  logs,
} as const;
export type StoredName = keyof typeof stored;
export type Stored = { readonly [N in StoredName]: ValueOf<(typeof stored)[N]> };

/** Values that need not be there: nothing has been set or has happened yet. */
export const ABSENT_AT_FIRST = ['answer'] as const satisfies readonly StoredName[];
type AbsentAtFirst = (typeof ABSENT_AT_FIRST)[number];

export type Identity = Stored['identity'];
export type Anchors = Stored['anchors'];
export type Variant = Stored['variant'];
export type Clock = Stored['clock'];
export type Metrology = Stored['metrology'];
export type Limits = Stored['limits'];
export type Prepayment = Stored['prepayment'];
export type Supply = Stored['supply'];
export type Counters = Stored['counters'];
export type Answer = Stored['answer'];
export type Alerts = Stored['alerts'];
export type PendingAlert = Alerts['pending'][number];
export type Logs = Stored['logs'];

/** Everything a decision of the meter rests on. Replaced, never changed. */
export type MeterState = Omit<Stored, AbsentAtFirst> & {
  readonly [N in AbsentAtFirst]?: Stored[N];
} & {
  /** Own counters; only the reservation is stored. */
  readonly outgoing: CounterState;
  /** The requests kept whole, by slot: documents/documents.ts. */
  readonly slotBytes: readonly (Uint8Array | undefined)[];
};
