/**
 * Value ↔ CBOR with integer keys: what a struct, choice or rows is as a map. The bytes are those of
 * `protocol/cbor`, canonical (RFC 8949 §4.2.1): one value has one encoding, and no other is read.
 */
import {
  type CborLimits,
  type CborMap,
  type CborValue,
  decodeCanonical,
  encodeCanonical,
  isCborMap,
} from '../cbor/canonical.ts';
import { Refused, shown, under } from './fault.ts';
import type { AnyScalar } from './scalar.ts';
import type { AnyField, AnyList, AnyRows, AnyType, ValueOf } from './words.ts';

export type { CborMap, CborValue } from '../cbor/canonical.ts';

type Codec = {
  readonly encode: (value: unknown) => CborValue;
  readonly decode: (raw: CborValue | undefined) => unknown;
};
type Values = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, AnyField>>;

/** Holds a firmware image of 10,240,000 bytes with 50,000 devices; a message's own limit is far lower. */
const LIMITS: CborLimits = { bytes: 16 * 1024 * 1024, depth: 64 };

const refuse = (path: string, reason: string): never => {
  throw new Refused(path, reason, undefined, 'CBOR_REFUSED');
};

const TYPEOF = {
  integer: 'number',
  big: 'bigint',
  text: 'string',
  boolean: 'boolean',
  bytes: 'object',
} as const;

function scalarCodec(type: AnyScalar): Codec {
  const wanted = TYPEOF[type.wire];
  return {
    encode: (value) => type.toWire(value) as CborValue,
    decode(raw) {
      const found = type.wire === 'big' && typeof raw === 'number' ? BigInt(raw) : raw;
      const formed =
        typeof found === wanted && (type.wire !== 'bytes' || found instanceof Uint8Array);
      const value = formed ? type.fromWire(found) : undefined;
      const reason = value === undefined ? `expected ${type.describe}` : type.check(value);
      return reason ? refuse('', `${reason}, found ${shown(raw)}`) : value;
    },
  };
}

// Codecs are built once per type: about as fast as generated code, and readable in a stack trace.
const cache = new WeakMap<AnyType, Codec>();
function codec(type: AnyType): Codec {
  let known = cache.get(type);
  if (!known) {
    known = build(type);
    cache.set(type, known);
  }
  return known;
}

function build(type: AnyType): Codec {
  switch (type.kind) {
    case 'scalar':
      return scalarCodec(type);
    case 'struct':
      return structCodec(type.fields, type.retired);
    case 'choice':
      return choiceCodec(type.branches);
    case 'list':
      return listCodec(type);
    case 'rows':
      return rowsCodec(type);
  }
}

function listCodec(type: AnyList): Codec {
  const item = codec(type.of);
  return {
    encode: (value) => (value as unknown[]).map(item.encode),
    decode(raw) {
      if (!Array.isArray(raw)) return refuse('', `expected a list, found ${shown(raw)}`);
      count(raw.length, type.min, type.max);
      return raw.map((part, i) => step(i, item, part));
    },
  };
}

function rowsCodec(type: AnyRows): Codec {
  const row = codec(type.of);
  return {
    encode(value) {
      const map = new Map<number, CborValue>();
      for (const index in value as Values)
        map.set(Number(index), row.encode((value as Values)[index]));
      return map;
    },
    decode(raw) {
      if (!isCborMap(raw)) return refuse('', `expected rows, found ${shown(raw)}`);
      count(raw.size, type.min, type.max);
      const out: Record<number, unknown> = {};
      for (const [index, part] of raw) {
        if (index < 1 || index > type.lastIndex)
          refuse('', `expected index 1 to ${type.lastIndex}, found ${index}`);
        out[index] = step(index, row, part);
      }
      return out;
    },
  };
}

function structCodec(fields: Fields, retired: readonly number[] = []): Codec {
  const ordered = Object.entries(fields)
    .map(([name, f]) => ({ name, key: f.key, optional: f.optional, codec: codec(f.type) }))
    .sort((a, b) => a.key - b.key);
  return {
    encode(value) {
      const map = new Map<number, CborValue>();
      for (const f of ordered) {
        const part = (value as Values)[f.name];
        if (part !== undefined) map.set(f.key, f.codec.encode(part));
      }
      return map;
    },
    decode(raw) {
      if (!isCborMap(raw)) return refuse('', `expected a map, found ${shown(raw)}`);
      const out: Record<string, unknown> = {};
      let used = 0;
      for (const f of ordered) {
        const part = raw.get(f.key);
        if (part !== undefined) {
          out[f.name] = step(f.name, f.codec, part);
          used += 1;
        } else if (!f.optional) refuse(f.name, 'is missing');
      }
      if (used < raw.size) {
        const key = [...raw.keys()].find((k) => !ordered.some((f) => f.key === k)) as number;
        refuse('', `${retired.includes(key) ? 'retired' : 'unknown'} key ${key}`);
      }
      return out;
    },
  };
}

function choiceCodec(branches: Fields): Codec {
  const all = Object.entries(branches).map(([name, f]) => ({
    name,
    key: f.key,
    codec: codec(f.type),
  }));
  const byName = new Map(all.map((branch) => [branch.name, branch]));
  const byKey = new Map(all.map((branch) => [branch.key, branch]));
  return {
    encode(value) {
      const map = new Map<number, CborValue>();
      for (const name in value as Values) {
        const part = (value as Values)[name];
        const branch = byName.get(name);
        if (branch && part !== undefined) map.set(branch.key, branch.codec.encode(part));
      }
      return map;
    },
    decode(raw) {
      if (!isCborMap(raw) || raw.size !== 1)
        return refuse('', `expected a map of one key, found ${shown(raw)}`);
      const [[key, part] = [0, null]] = raw;
      const branch = byKey.get(key) ?? refuse('', `unknown branch ${key}`);
      return { [branch.name]: step(branch.name, branch.codec, part) };
    },
  };
}

function step(name: string | number, c: Codec, part: CborValue): unknown {
  try {
    return c.decode(part);
  } catch (error) {
    throw under(name, error);
  }
}
function count(n: number, min: number, max: number): void {
  if (n < min || n > max) refuse('', `expected ${min} to ${max} items, found ${n}`);
}

/**
 * The value as a CBOR map, no bytes yet, for an envelope to hold. `type` is a struct, choice or
 * rows; the value must be valid (`validate`).
 */
export function toCborValue<T extends AnyType>(type: T, value: ValueOf<T>): CborMap {
  return codec(type).encode(value) as CborMap;
}
/** The value in a map an envelope held; throws Refused (CBOR_REFUSED) with the path. */
export function fromCborValue<T extends AnyType>(type: T, raw: CborValue | undefined): ValueOf<T> {
  return codec(type).decode(raw) as ValueOf<T>;
}

/** Canonical bytes of a valid value. */
export function encodeCbor<T extends AnyType>(type: T, value: ValueOf<T>): Uint8Array {
  return encodeCanonical(codec(type).encode(value));
}
/** Throws Refused (CBOR_REFUSED) for bytes that `encodeCbor` would not have written. */
export function decodeCbor<T extends AnyType>(
  type: T,
  bytes: Uint8Array,
  limits: CborLimits = LIMITS,
): ValueOf<T> {
  return fromCborValue(type, decodeCanonical(bytes, limits));
}
