/**
 * Canonical CBOR (RFC 8949 §4.2.1) over cbor-x: one value has one encoding, so a MAC or signature over
 * bytes is one over their meaning. Integers of -2^63 to 2^64 - 1, byte strings, text, arrays, maps with
 * integer keys, booleans and null; nothing else is written or read.
 */
import { Encoder } from 'cbor-x';
import { equalBytes } from '../bytes.ts';
import { assert, Refused } from '../refused.ts';
import { scan } from './scan.ts';

export type CborValue =
  | number
  | bigint
  | boolean
  | null
  | string
  | Uint8Array
  | readonly CborValue[]
  | CborMap;
/** Integer keys of 32 bits; negative ones allowed. */
export type CborMap = ReadonlyMap<number, CborValue>;
/** `depth` counts nested arrays and maps: a map of integers has depth 1. */
export type CborLimits = { readonly bytes: number; readonly depth: number };

/** What is used of cbor-x, with an option its types leave out. */
type CborX = {
  decode(bytes: Uint8Array): unknown;
  encode(value: unknown, mode: number): Uint8Array;
};
/** The answer lies where the next one will: it is copied or compared at once. */
const REUSE_SPACE = 1024;

const cborX: CborX = new Encoder({
  useRecords: false,
  mapsAsObjects: false,
  tagUint8Array: false,
  variableMapSize: true,
  copyBuffers: true,
});

const NEGATIVE_MIN = -(2 ** 32);
const UNSIGNED_MAX = 2 ** 32 - 1;
/** Of the negatives below it cbor-x makes tagged bignums. */
const BIG_MIN = -(2n ** 63n);
const BIG_MAX = 2n ** 64n - 1n;

export function isCborMap(value: CborValue | undefined): value is CborMap {
  return value instanceof Map;
}

/** Keys may stand in any order in `value`; a value outside the types above is a programmer's error. */
export function encodeCanonical(value: CborValue): Uint8Array {
  return new Uint8Array(cborX.encode(ready(value), REUSE_SPACE));
}

/**
 * Integers are numbers where a number is exact, else bigints; byte strings are copies. Throws Refused
 * (CBOR_REFUSED) for more than `limits`, and for any bytes that `encodeCanonical` would not write.
 */
export function decodeCanonical(bytes: Uint8Array, limits: CborLimits): CborValue {
  if (bytes.length > limits.bytes) refuse(`longer than ${limits.bytes} bytes`);
  const { hasText } = scan(bytes, limits.depth);
  const raw = decodeRaw(bytes);
  // The scan has judged all but UTF-8; to encode everything again would take half the time of opening.
  if (hasText && !equalBytes(cborX.encode(raw, REUSE_SPACE), bytes))
    refuse('text that is not UTF-8');
  return tidy(raw);
}

function decodeRaw(bytes: Uint8Array): unknown {
  try {
    // A view of its own: cbor-x copies byte strings with the class of what it reads, and caches on it.
    return cborX.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'not CBOR');
  }
}

/** The value as cbor-x has to be given it: 32 bits as numbers, more as bigints, keys in order. */
function ready(value: CborValue): unknown {
  switch (typeof value) {
    case 'number':
      return readyInteger(value);
    case 'bigint':
      assert(value >= BIG_MIN && value <= BIG_MAX, 'an integer outside -2^63 to 2^64 - 1');
      return value >= NEGATIVE_MIN && value <= UNSIGNED_MAX ? Number(value) : value;
    case 'string':
      assert(value.isWellFormed(), 'text with half a surrogate pair');
      return value;
    case 'boolean':
      return value;
    case 'object':
      if (value === null || value instanceof Uint8Array) return value;
      return isCborMap(value) ? readyMap(value) : value.map(ready);
    default:
      throw new Error(`CBOR has no ${typeof value} here`);
  }
}

function readyInteger(value: number): number | bigint {
  assert(Number.isSafeInteger(value), `not an exact integer: ${value}`);
  return value >= NEGATIVE_MIN && value <= UNSIGNED_MAX ? value : BigInt(value);
}

function readyMap(map: CborMap): Map<number, unknown> {
  const ordered = new Map<number, unknown>();
  let last: number | undefined;
  let sorted = true;
  map.forEach((value, key) => {
    assert(
      Number.isInteger(key) && key >= NEGATIVE_MIN && key <= UNSIGNED_MAX,
      `not a key of 32 bits: ${key}`,
    );
    sorted &&= last === undefined || byEncodedKey(last, key) < 0;
    last = key;
    ordered.set(key, ready(value));
  });
  return sorted ? ordered : new Map([...ordered].sort(([a], [b]) => byEncodedKey(a, b)));
}

function byEncodedKey(a: number, b: number): number {
  if (a < 0 !== b < 0) return a < 0 ? 1 : -1;
  return a < 0 ? b - a : a - b;
}

/** In place: cbor-x makes a bigint of every integer past 32 bits, and text of any surrogate half. */
function tidy(raw: unknown): CborValue {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'bigint') {
    const number = Number(raw);
    return Number.isSafeInteger(number) ? number : raw;
  }
  if (typeof raw === 'string' && !raw.isWellFormed()) refuse('text that is not UTF-8');
  if (Array.isArray(raw)) {
    for (let at = 0; at < raw.length; at++) raw[at] = tidy(raw[at]);
  } else if (raw instanceof Map) {
    raw.forEach((value, key) => {
      const tidied = tidy(value);
      if (tidied !== value) raw.set(key, tidied);
    });
  }
  return raw as CborValue;
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'CBOR_REFUSED');
}
