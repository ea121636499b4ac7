/** Requests kept whole: which one is in force, and where on flash. A change writes one slot at most. */
import { equalBytes } from '../../../protocol/bytes.ts';
import { type CborMap, decodeCanonical, isCborMap } from '../../../protocol/cbor/canonical.ts';
import { decodeCbor, encodeCbor } from '../../../protocol/definition/cbor.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import { assert, Refused } from '../../../protocol/refused.ts';
import type { MeterState } from '../state.ts';
import { type DocumentName, documentServices } from './document-services.ts';
import { SLOT_BYTES_MAX, SLOTS } from './stored.ts';

export type DocumentOf<N extends DocumentName> = ValueOf<
  (typeof documentServices)[N]['service']['request']
>;

/** Parsed once: the bytes of a slot are never changed, only replaced. */
const parsed = new WeakMap<Uint8Array, unknown>();

/** The document in force; undefined where none has come yet. */
export function documentOf<N extends DocumentName>(
  { documents, slotBytes }: Pick<MeterState, 'documents' | 'slotBytes'>,
  name: N,
): DocumentOf<N> | undefined {
  const { number, service } = documentServices[name];
  const slot = documents.slots[number];
  const bytes = slot === undefined ? undefined : slotBytes[slot];
  if (!bytes) return undefined;
  let document = parsed.get(bytes);
  if (document === undefined) {
    document = readOrLast(service.request as AnyType, bytes);
    parsed.set(bytes, document);
  }
  return (document ?? undefined) as DocumentOf<N> | undefined;
}

type Read = { readonly bytes: Uint8Array; readonly document: unknown };
/** The last one read of each kind: in a fleet many have the same tariff, and share what is made of it. */
const lastRead = new Map<AnyType, Read>();

function readOrLast(type: AnyType, bytes: Uint8Array): unknown {
  const last = lastRead.get(type);
  if (last && equalBytes(last.bytes, bytes)) return last.document;
  const document = readOrNone(type, bytes);
  lastRead.set(type, { bytes, document });
  return document;
}

/** A document of another definition is none: null, so that it is read once. */
function readOrNone(type: AnyType, bytes: Uint8Array): unknown {
  try {
    return decodeCbor(type, bytes);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

const NAMES = Object.keys(documentServices) as readonly DocumentName[];

/** Can the document of this number be gone by? One that this firmware has no name for has to be there alone. */
export function isReadable(
  state: Pick<MeterState, 'documents' | 'slotBytes'>,
  number: number,
): boolean {
  const name = NAMES.find((one) => documentServices[one].number === number);
  if (name !== undefined) return documentOf(state, name) !== undefined;
  const slot = state.documents.slots[number];
  return slot !== undefined && state.slotBytes[slot] !== undefined;
}

const LIMITS = { bytes: SLOT_BYTES_MAX, depth: 16 };

/** What was held as canonical CBOR; undefined for anything else. */
export function mapIn(bytes: Uint8Array): CborMap | undefined {
  try {
    const content = decodeCanonical(bytes, LIMITS);
    return isCborMap(content) ? content : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** A request that was held for later lies on flash already: then the slot is taken over, not written. */
export function withDocument<N extends DocumentName>(
  state: MeterState,
  name: N,
  document: DocumentOf<N>,
): MeterState {
  const { number, service } = documentServices[name];
  const bytes = encodeCbor(service.request as AnyType, document as never);
  const known = state.slotBytes.findIndex((one) => one !== undefined && equalBytes(one, bytes));
  const [slot, written] = known >= 0 ? [known, state] : withSlot(state, bytes);
  const documents = { slots: { ...written.documents.slots, [number]: slot } };
  return { ...written, documents };
}

export function withoutDocument(state: MeterState, name: DocumentName): MeterState {
  const { [documentServices[name].number]: dropped, ...slots } = state.documents.slots;
  return dropped === undefined ? state : { ...state, documents: { slots } };
}

/** The state with these bytes in a free slot. */
export function withSlot(state: MeterState, bytes: Uint8Array): readonly [number, MeterState] {
  assert(bytes.length <= SLOT_BYTES_MAX, 'a request fits a slot');
  const used = usedSlots(state);
  const slot = Array.from({ length: SLOTS }, (_, index) => index).find((index) => !used.has(index));
  assert(slot !== undefined, 'there is a slot for all that may be kept and one more');
  const slotBytes = Array.from({ length: SLOTS }, (_, index) =>
    index === slot ? bytes : used.has(index) ? state.slotBytes[index] : undefined,
  );
  return [slot, { ...state, slotBytes }];
}

export function usedSlots({
  documents,
  futureDated,
}: Pick<MeterState, 'documents' | 'futureDated'>) {
  const held = futureDated.commands.flatMap(({ slot }) => (slot === undefined ? [] : [slot]));
  return new Set([...Object.values(documents.slots), ...held]);
}
