/** A walk over CBOR before anything is built from it: allowed forms only, bounded depth, sorted keys. */
import { Refused } from '../refused.ts';

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const LONG_NEGATIVE = 0x3b;
const FALSE = 0xf4;
const NULL = 0xf6;
/** By the low five bits less 24: how many bytes the argument takes, and the least that needs them. */
const ARGUMENT_BYTES = [1, 2, 4, 8] as const;
const ARGUMENT_MIN = [24, 2 ** 8, 2 ** 16, 2 ** 32] as const;
const RANK_OF_NEGATIVE = 2 ** 32;

/**
 * Throws Refused (CBOR_REFUSED) unless `bytes` are one whole item of integers, byte strings, text,
 * arrays, booleans, null and maps whose keys are integers of at most 32 bits, in the order and the
 * shortest forms of RFC 8949 §4.2.1, nested at most `depthMax` containers deep. Whether text is UTF-8 is
 * left to the caller, who is told if there is any.
 */
export function scan(bytes: Uint8Array, depthMax: number): { readonly hasText: boolean } {
  const walk = new Walk(bytes);
  const end = walk.item(depthMax);
  if (end !== bytes.length) refuse('bytes follow the item');
  return walk;
}

class Walk {
  readonly #bytes: Uint8Array;
  #at = 0;
  hasText = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Passes one item, with `depth` containers still allowed; answers where the next one starts. */
  item(depth: number): number {
    const initial = this.#initial();
    const major = initial >> 5;
    if (major > MAP) {
      if (initial < FALSE || initial > NULL) refuse('a tag, float, undefined or simple value');
      return this.#at;
    }
    // Past -2^63: a bignum to cbor-x.
    if (initial === LONG_NEGATIVE && (this.#bytes[this.#at] ?? 0) > 0x7f)
      refuse('a number below -2^63');
    const argument = this.#argument(initial & 31);
    if (major === TEXT) this.hasText = true;
    if (major === BYTES || major === TEXT) this.#skip(argument);
    else if (major === ARRAY || major === MAP) {
      if (depth === 0) refuse('nested too deep');
      if (major === ARRAY) for (let left = argument; left > 0; left--) this.item(depth - 1);
      else this.#pairs(argument, depth - 1);
    }
    return this.#at;
  }

  #pairs(count: number, depth: number): void {
    let last = -1;
    for (let left = count; left > 0; left--) {
      const rank = this.#keyRank();
      if (rank <= last) refuse('map keys not in order, or twice');
      last = rank;
      this.item(depth);
    }
  }

  /** Bytewise order of encoded keys: 0, 1, 2 …, then -1, -2 … */
  #keyRank(): number {
    const initial = this.#initial();
    const major = initial >> 5;
    if ((major !== UNSIGNED && major !== NEGATIVE) || (initial & 31) === 27)
      refuse('a map key that is not an integer of 32 bits');
    const argument = this.#argument(initial & 31);
    return major === UNSIGNED ? argument : RANK_OF_NEGATIVE + argument;
  }

  #initial(): number {
    return this.#bytes[this.#at++] ?? refuse('truncated');
  }

  #argument(info: number): number {
    if (info < 24) return info;
    const width = ARGUMENT_BYTES[info - 24] ?? refuse('an indefinite length or reserved form');
    const from = this.#at;
    this.#skip(width);
    let value = 0;
    for (let at = from; at < this.#at; at++) value = value * 256 + (this.#bytes[at] as number);
    if (value < (ARGUMENT_MIN[info - 24] as number))
      refuse('a number or length not in its shortest form');
    return value;
  }

  #skip(count: number): void {
    this.#at += count;
    if (this.#at > this.#bytes.length) refuse('truncated');
  }
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'CBOR_REFUSED');
}
