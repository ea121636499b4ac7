/**
 * Value ↔ canonical CBOR (RFC 8949 §4.2.1) with integer keys, over cbor-x. The keys of a struct are
 * put in order when its codec is built, so encoding sorts nothing; what is decoded is accepted only
 * if encoding it again gives the same bytes.
 */
import { Encoder } from 'cbor-x';
import { Refused, shown, under } from './fault.ts';
import type { AnyScalar } from './scalars.ts';
import type { AnyField, AnyType, ValueOf } from './words.ts';

type Codec = {
  readonly encode: (value: unknown) => unknown;
  readonly decode: (raw: unknown) => unknown;
};
type Values = Readonly<Record<string, unknown>>;

const cborX = new Encoder({
  useRecords: false,
  mapsAsObjects: false,
  tagUint8Array: false,
  variableMapSize: true,
});

// cbor-x makes a float of a number past 32 bits, and nine bytes of any bigint however small.
const number = (n: number) => (n >= -0x1_0000_0000 && n <= 0xffff_ffff ? n : BigInt(n));
const bigint = (n: bigint) => (n >= -0x1_0000_0000n && n <= 0xffff_ffffn ? Number(n) : n);

const TYPEOF = {
  integer: 'number',
  big: 'bigint',
  text: 'string',
  boolean: 'boolean',
  bytes: 'object',
} as const;

function scalarCodec(type: AnyScalar): Codec {
  const small =
    type.wire === 'integer' &&
    Number(type.min) >= -0x1_0000_0000 &&
    Number(type.max) <= 0xffff_ffff;
  const wire = TYPEOF[type.wire];
  const encode =
    type.wire === 'integer' && !small
      ? (value: unknown) => number(type.toWire(value) as number)
      : type.wire === 'big'
        ? (value: unknown) => bigint(type.toWire(value) as bigint)
        : (value: unknown) => type.toWire(value);
  return {
    encode,
    decode(raw) {
      let found = raw;
      if (type.wire === 'integer' && typeof raw === 'bigint') found = Number(raw);
      else if (type.wire === 'big' && typeof raw === 'number' && Number.isInteger(raw))
        found = BigInt(raw);
      const formed =
        typeof found === wire && (type.wire !== 'bytes' || found instanceof Uint8Array);
      const value = formed ? type.fromWire(found) : undefined;
      const reason = value === undefined ? `expected ${type.describe}` : type.check(value);
      if (reason) throw new Refused('', `${reason}, found ${shown(raw)}`);
      return value;
    },
  };
}

const cache = new WeakMap<AnyType, Codec>();
export function codec(type: AnyType): Codec {
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
      return structCodec(type.fields);
    case 'choice':
      return choiceCodec(type.branches);
    case 'list': {
      const item = codec(type.of);
      return {
        encode: (value) => (value as unknown[]).map(item.encode),
        decode(raw) {
          if (!Array.isArray(raw)) throw new Refused('', `expected a list, found ${shown(raw)}`);
          count(raw.length, type.min, type.max);
          return raw.map((part, i) => step(i, item, part));
        },
      };
    }
    case 'rows': {
      const row = codec(type.of);
      return {
        encode(value) {
          const map = new Map<number, unknown>();
          for (const index in value as Values)
            map.set(Number(index), row.encode((value as Values)[index]));
          return map;
        },
        decode(raw) {
          if (!(raw instanceof Map)) throw new Refused('', `expected rows, found ${shown(raw)}`);
          count(raw.size, type.min, type.max);
          const out: Record<number, unknown> = {};
          for (const [index, part] of raw) {
            if (!Number.isInteger(index) || index < 1 || index > type.lastIndex)
              throw new Refused('', `expected index 1 to ${type.lastIndex}, found ${shown(index)}`);
            out[index] = step(index, row, part);
          }
          return out;
        },
      };
    }
  }
}

function structCodec(fields: Readonly<Record<string, AnyField>>): Codec {
  const ordered = Object.entries(fields)
    .map(([name, f]) => ({ name, key: f.key, optional: f.optional, codec: codec(f.type) }))
    .sort((a, b) => a.key - b.key);
  return {
    encode(value) {
      const map = new Map<number, unknown>();
      for (const f of ordered) {
        const part = (value as Values)[f.name];
        if (part !== undefined) map.set(f.key, f.codec.encode(part));
      }
      return map;
    },
    decode(raw) {
      if (!(raw instanceof Map)) throw new Refused('', `expected a map, found ${shown(raw)}`);
      const out: Record<string, unknown> = {};
      let used = 0;
      for (const f of ordered) {
        const part = raw.get(f.key);
        if (part !== undefined) {
          out[f.name] = step(f.name, f.codec, part);
          used += 1;
        } else if (!f.optional) throw new Refused(f.name, 'is missing');
      }
      if (used < raw.size)
        throw new Refused(
          '',
          `unknown key ${[...raw.keys()].find((k) => !ordered.some((f) => f.key === k))}`,
        );
      return out;
    },
  };
}

function choiceCodec(branches: Readonly<Record<string, AnyField>>): Codec {
  const byName = new Map(
    Object.entries(branches).map(([name, f]) => [name, { key: f.key, codec: codec(f.type) }]),
  );
  const byKey = new Map(
    Object.entries(branches).map(([name, f]) => [f.key, { name, codec: codec(f.type) }]),
  );
  return {
    encode(value) {
      const map = new Map<number, unknown>();
      for (const name in value as Values) {
        const part = (value as Values)[name];
        const branch = byName.get(name);
        if (branch && part !== undefined) map.set(branch.key, branch.codec.encode(part));
      }
      return map;
    },
    decode(raw) {
      if (!(raw instanceof Map) || raw.size !== 1)
        throw new Refused('', `expected a map of one key, found ${shown(raw)}`);
      for (const [key, part] of raw) {
        const branch = byKey.get(key);
        if (branch) return { [branch.name]: step(branch.name, branch.codec, part) };
      }
      throw new Refused('', 'unknown branch');
    },
  };
}

function step(name: string | number, c: Codec, part: unknown): unknown {
  try {
    return c.decode(part);
  } catch (error) {
    throw under(name, error);
  }
}
function count(n: number, min: number, max: number): void {
  if (n < min || n > max) throw new Refused('', `expected ${min} to ${max} items, found ${n}`);
}

/** What the map of a struct, choice or rows holds; `protocol/cbor` encodes it canonically. */
export type CborMap = ReadonlyMap<number, CborValue>;
export type CborValue =
  | number
  | bigint
  | boolean
  | null
  | string
  | Uint8Array
  | readonly CborValue[]
  | CborMap;

/** The value as a CBOR map, no bytes yet, for an envelope to hold. `type` is a struct, choice or rows. */
export function toCborValue<T extends AnyType>(type: T, value: ValueOf<T>): CborMap {
  return codec(type).encode(value) as CborMap;
}
/** The value in a map an envelope held; throws Refused (CBOR_REFUSED) with the path. */
export function fromCborValue<T extends AnyType>(type: T, raw: CborValue | undefined): ValueOf<T> {
  return codec(type).decode(raw) as ValueOf<T>;
}

export function encodeCbor<T extends AnyType>(type: T, value: ValueOf<T>): Uint8Array {
  return cborX.encode(codec(type).encode(value));
}
export function decodeCbor<T extends AnyType>(type: T, bytes: Uint8Array): ValueOf<T> {
  let raw: unknown;
  try {
    raw = cborX.decode(bytes);
  } catch (error) {
    throw new Refused('', `not CBOR: ${(error as Error).message}`);
  }
  const value = codec(type).decode(raw) as ValueOf<T>;
  const again = encodeCbor(type, value);
  if (!same(again, bytes)) throw new Refused('', 'not in canonical form');
  return value;
}
function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
