/** The most bytes a value of a definition takes as canonical CBOR: what a place kept for it must hold. */
import type { AnyScalar } from './scalar.ts';
import type { AnyField, AnyType } from './words.ts';

/** RFC 8949 §3: the head of an item whose argument is at most this. */
function headBytes(argument: number | bigint): number {
  if (argument < 24) return 1;
  if (argument < 0x100) return 2;
  if (argument < 0x1_0000) return 3;
  return argument < 0x1_0000_0000 ? 5 : 9;
}

/** Throws on a type without bounds. */
export function largestCborBytes(type: AnyType): number {
  switch (type.kind) {
    case 'scalar':
      return largestScalar(type);
    case 'struct':
      return largestMap(Object.values(type.fields));
    case 'choice':
      return Math.max(...Object.values(type.branches).map((branch) => largestMap([branch])));
    case 'list':
      return headBytes(type.max) + type.max * largestCborBytes(type.of);
    case 'rows':
      return (
        headBytes(type.max) + type.max * (headBytes(type.lastIndex) + largestCborBytes(type.of))
      );
  }
}

function largestMap(fields: readonly AnyField[]): number {
  const entries = fields.map(({ key, type }) => headBytes(key) + largestCborBytes(type));
  return headBytes(fields.length) + entries.reduce((sum, bytes) => sum + bytes, 0);
}

function largestScalar({ wire, word, min, max }: AnyScalar): number {
  if (word === 'eui64') return headBytes(8) + 8;
  if (wire === 'boolean') return 1;
  if (min === undefined || max === undefined) throw new Error(`a ${word} without bounds`);
  if (wire === 'bytes') return headBytes(max) + Number(max);
  // Up to four bytes a character in UTF-8.
  if (wire === 'text') return headBytes(4n * BigInt(max)) + 4 * Number(max);
  // A negative number n is written as -1 - n (RFC 8949 §3.1).
  return Math.max(headBytes(max), min < 0 ? headBytes(-1n - BigInt(min)) : 1);
}
