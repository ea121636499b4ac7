/** For tests: every way in which a message in protobuf differs from its definition in one place, by its bytes alone. */
import protobuf from 'protobufjs';
import { scalarType, wrapped } from '../../../protocol/definition/protobuf-types.ts';
import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import type { AnyField, AnyType } from '../../../protocol/definition/words.ts';

export type BadWire = {
  readonly kind: string;
  readonly place: string;
  readonly path: string;
  spoilt(): Uint8Array;
  /** protobuf gives this a meaning, so it is no refusal: what is read is what this says. */
  means?(): Uint8Array;
};

/** One field as it is on the wire: its number, its wire type, and what follows. */
type Field = { key: number; wire: number; bytes: Uint8Array };

const VARINT = 0;
const BYTES = 2;
/** In no definition. */
const UNKNOWN = 18_000;

function fieldsOf(bytes: Uint8Array): Field[] {
  const reader = protobuf.Reader.create(bytes);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const [key, wire] = [tag >>> 3, tag & 7];
    const from = reader.pos;
    if (wire === BYTES) fields.push({ key, wire, bytes: Uint8Array.from(reader.bytes()) });
    else {
      reader.skipType(wire);
      fields.push({ key, wire, bytes: bytes.slice(from, reader.pos) });
    }
  }
  return fields;
}

function bytesOf(fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(({ key, wire, bytes }) => {
    const head = protobuf.Writer.create().uint32(((key << 3) | wire) >>> 0);
    if (wire === BYTES) head.uint32(bytes.length);
    return [head.finish(), bytes];
  });
  return Uint8Array.from(Buffer.concat(parts));
}

/** As it is when it has been taken apart and put together again: the same, or the test is wrong. */
export const wireOf = (bytes: Uint8Array): Uint8Array => bytesOf(fieldsOf(bytes));

/** A message within the whole: `around` gives the whole with other bytes in its place. */
type Spot = {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly place: string;
  around(bytes: Uint8Array): Uint8Array;
};

export const spoiltWires = (type: AnyType, bytes: Uint8Array): Generator<BadWire> =>
  badMessage(type, { bytes, path: '', place: '', around: (changed) => changed });

const joined = (path: string, name: string) => (path ? `${path}.${name}` : name);

function* badMessage(type: AnyType, spot: Spot): Generator<BadWire> {
  if (type.kind !== 'struct' && type.kind !== 'choice') return;
  const { path, place } = spot;
  const fields = fieldsOf(spot.bytes);
  const bad = (kind: string, changed: readonly Field[], at = '', where = path): BadWire => ({
    kind,
    place: `${place} ${at}`,
    path: where,
    spoilt: () => spot.around(bytesOf(changed)),
  });
  const unknown = { key: UNKNOWN, wire: VARINT, bytes: Uint8Array.of(1) };
  yield bad('unknown field', [...fields, unknown]);
  const isChoice = type.kind === 'choice';
  const all = Object.entries(isChoice ? type.branches : type.fields);
  for (const [name, field] of all) {
    const at = fields.findIndex(({ key }) => key === field.key);
    if (at < 0) continue;
    const others = fields.filter(({ key }) => key !== field.key);
    const where = joined(path, name);
    if (isChoice) yield bad('no branch', others, name);
    else if (!mayBeSilent(field)) yield bad('missing field', others, name, where);
    yield* badField(field, isChoice, { spot, fields, at, name });
  }
  const isOther = ([, { key, type: of }]: readonly [string, AnyField]) =>
    isEmpty(of) && fields[0]?.key !== key;
  const other = isChoice && all.find(isOther);
  if (other) {
    const empty = { key: other[1].key, wire: BYTES, bytes: new Uint8Array(0) };
    const means = () => spot.around(bytesOf([empty]));
    yield { ...bad('two branches', [...fields, empty]), means };
  }
}

const isEmpty = (type: AnyType) =>
  type.kind === 'struct' && Object.values(type.fields).every(({ optional }) => optional);
const mayBeSilent = ({ optional, type }: AnyField) =>
  optional || ((type.kind === 'list' || type.kind === 'rows') && type.min === 0);

type Here = {
  readonly spot: Spot;
  readonly fields: readonly Field[];
  readonly at: number;
  readonly name: string;
};

/** What is in a list, in rows or in a message around them is left as it is. */
function* badField(field: AnyField, isChoice: boolean, here: Here): Generator<BadWire> {
  const { spot, fields, at, name } = here;
  const { type } = field;
  const path = joined(spot.path, name);
  const place = joined(spot.place, name);
  const around = (changed: Partial<Field>) =>
    spot.around(bytesOf(fields.with(at, { ...(fields[at] as Field), ...changed })));
  const wire = fields[at]?.wire === BYTES ? VARINT : BYTES;
  const another = () => around({ wire, bytes: Uint8Array.of(1) });
  // Scalars of a list may be packed or each by itself: both are right.
  if (type.kind !== 'list' || type.of.kind !== 'scalar')
    yield { kind: 'of another type', place, path, spoilt: another };
  if (type.kind === 'scalar') {
    for (const [index, bytes] of beyondBytes(type).entries())
      yield {
        kind: 'out of range',
        place: `${place} ${index}`,
        path,
        spoilt: () => around({ bytes }),
      };
    return;
  }
  const isWrapped = (isChoice || field.optional) && wrapped(type) !== type;
  if (isWrapped || type.kind === 'list' || type.kind === 'rows') return;
  const { bytes } = fields[at] as Field;
  yield* badMessage(type, { bytes, path, place, around: (changed) => around({ bytes: changed }) });
}

/** One beyond each limit, where the wire can say it. */
function beyondBytes(type: AnyScalar): readonly Uint8Array[] {
  const { word, min, max } = type;
  const sized = [...(Number(min) > 0 ? [Number(min) - 1] : []), Number(max) + 1];
  if (type.wire === 'bytes') return sized.map((size) => new Uint8Array(size));
  if (type.wire === 'text')
    return type.pattern ? [] : sized.map((size) => new TextEncoder().encode('x'.repeat(size)));
  if (type.wire !== 'integer') return [];
  const name = scalarType(type) as 'uint32' | 'uint64' | 'sint32' | 'sint64';
  const isSigned = name.startsWith('s');
  const numbers = [Number(max) + 1, ...(isSigned || Number(min) > 0 ? [Number(min) - 1] : [])];
  const limit = 2 ** (name.endsWith('64') ? 53 : isSigned ? 31 : 32);
  const said = numbers.filter((number) => number < limit && number >= -limit);
  // No word has the number 0 either.
  const all = word === 'enumeration' ? [0, ...said] : said;
  return [...new Set(all)].map((number) => protobuf.Writer.create()[name](number).finish());
}
