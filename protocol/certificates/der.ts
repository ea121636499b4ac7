/** DER (X.690), as far as certificates need it: a strict reader of elements, and their writer. */
import { concat } from '../bytes.ts';
import { Refused } from '../refused.ts';

/** Tags are single bytes: none above 30 is used. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `[n]`, holding other elements. */
export const context = (n: number): number => 0xa0 | n;

export type Element = {
  readonly tag: number;
  readonly content: Uint8Array;
  /** With tag and length: what a signature is over, or a name is compared by. */
  readonly whole: Uint8Array;
};

export function refuseDer(reason: string): never {
  throw new Refused('', reason, undefined, 'CERTIFICATE_REFUSED');
}

/** Reads the elements of one content in their order. Anything left over, or not DER, is refused. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The tag that comes next; undefined at the end. */
  get nextTag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The next element, which must have this tag. Throws Refused (CERTIFICATE_REFUSED). */
  take(tag: number): Element {
    if (this.nextTag !== tag) refuseDer(`expected tag ${tag}, found ${this.nextTag ?? 'the end'}`);
    const start = this.#at;
    const [length, from] = this.#length(start + 1);
    const end = from + length;
    if (end > this.#bytes.length) refuseDer('an element is longer than what holds it');
    this.#at = end;
    return {
      tag,
      content: this.#bytes.subarray(from, end),
      whole: this.#bytes.subarray(start, end),
    };
  }

  /** Only if it is next. */
  takeIf(tag: number): Element | undefined {
    return this.nextTag === tag ? this.take(tag) : undefined;
  }

  inside(tag: number): DerReader {
    return new DerReader(this.take(tag).content);
  }

  end(): void {
    if (!this.isAtEnd) refuseDer('something follows');
  }

  /** Definite and as short as can be (X.690 §10.1). */
  #length(at: number): readonly [length: number, from: number] {
    const first = this.#bytes[at];
    if (first === undefined) return refuseDer('ends in a length');
    if (first < 0x80) return [first, at + 1];
    const count = first - 0x80;
    if (count < 1 || count > 3) return refuseDer('a length of no or more than three bytes');
    let length = 0;
    for (let byte = 1; byte <= count; byte++) length = length * 256 + (this.#bytes[at + byte] ?? 0);
    if (length < 0x80 || length < 256 ** (count - 1)) return refuseDer('a length that is too long');
    return [length, at + 1 + count];
  }
}

/** Whole bytes: no bit of the last one is unused. */
export function bitStringBytes({ content }: Element): Uint8Array {
  if (content[0] !== 0) refuseDer('a bit string that is not whole bytes');
  return content.subarray(1);
}

/** "1.3.101.112". */
export function oidText({ content }: Element): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const [at, byte] of content.entries()) {
    if (arc === 0 && byte === 0x80) refuseDer('an object identifier with a leading zero');
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    } else if (at === content.length - 1) refuseDer('an object identifier that is cut off');
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** One element around the parts. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), content);
  if (length < 0x100) return concat(Uint8Array.of(tag, 0x81, length), content);
  return concat(Uint8Array.of(tag, 0x82, length >> 8, length & 0xff), content);
}

export function derOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return der(TAG.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** `bytes` as they stand, with no bit unused. */
export const derBits = (bytes: Uint8Array): Uint8Array =>
  der(TAG.bitString, Uint8Array.of(0), bytes);
