/** Text and bytes: characters, base64, hexadecimal, EUI-64. */
import { type Scalar, same, scalar } from './scalar.ts';

// Printable characters only: no control, no lone surrogate, so XML, JSON and protobuf all carry it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;

/** Characters (code points), as XSD counts them. */
function characters(value: string): number {
  let count = value.length;
  for (let i = 0; i < value.length; i += 1)
    if ((value.charCodeAt(i) & 0xfc00) === 0xdc00) count -= 1;
  return count;
}

/** Text; lengths count characters (code points) as XSD does, not UTF-16 units. */
export function text(
  min: number,
  max: number,
  options: { pattern?: RegExp; token?: boolean; describe?: string } = {},
): Scalar<string> {
  const { pattern } = options;
  const whole = pattern && new RegExp(`^(?:${pattern.source})$`, 'u');
  const like = pattern ? ` like ${pattern.source}` : '';
  const describe = options.describe ?? `text of ${min} to ${max} characters${like}`;
  const fits = (value: string) =>
    value.length <= 2 * max && characters(value) >= min && characters(value) <= max;
  return scalar({
    word: 'text',
    describe,
    wire: 'text',
    min,
    max,
    collapse: options.token ?? false,
    ...(whole ? { pattern: whole.source } : {}),
    check(value) {
      if (typeof value !== 'string' || !fits(value)) return `expected ${describe}`;
      if (whole) return whole.test(value) ? undefined : `expected ${describe}`;
      return UNPRINTABLE.test(value) ? 'a character that text may not hold' : undefined;
    },
    fromText: same as (text: string) => string,
  });
}

/** Base64 is slow in portable JavaScript; the head-end gives Node's. */
export const base64 = {
  encode: (bytes: Uint8Array): string => {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 8190)
      binary += String.fromCharCode(...bytes.subarray(at, at + 8190));
    return btoa(binary);
  },
  decode: (text: string): Uint8Array | undefined => {
    let binary: string;
    try {
      binary = atob(text);
    } catch {
      return undefined;
    }
    // A plain loop: `Uint8Array.from` takes ten times as long.
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
    return bytes;
  },
};

/**
 * The base64 of xs:base64Binary without its white space: whole groups, padded, no bits left over.
 * Looking for the first wrong character, not for a whole match, keeps a long text from recursing.
 */
function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const body = padding ? text.slice(0, -padding) : text;
  if (/[^A-Za-z0-9+/]/.test(body)) return false;
  return padding === 0 || (padding === 2 ? /[AQgw]$/ : /[AEIMQUYcgkosw048]$/).test(body.slice(-1));
}

function fromBase64(text: string): Uint8Array | undefined {
  const plain = /[ \t\r\n]/.test(text) ? text.replace(/[ \t\r\n]+/g, '') : text;
  return isBase64(plain) ? base64.decode(plain) : undefined;
}

// cbor-x and protobufjs give Node's Buffer, a view of what was received; a value holds neither.
const plainBytes = (wire: unknown) =>
  wire instanceof Uint8Array ? Uint8Array.from(wire) : undefined;

export function bytes(min: number, max: number): Scalar<Uint8Array> {
  const describe = `${min} to ${max} bytes`;
  return scalar({
    word: 'bytes',
    describe,
    wire: 'bytes',
    min,
    max,
    check: (value) =>
      value instanceof Uint8Array && value.length >= min && value.length <= max
        ? undefined
        : `expected ${describe}`,
    toText: (value) => base64.encode(value as Uint8Array),
    fromText: (text) => (text.length > (max + 2) * 2 ? undefined : fromBase64(text)),
    fromWire: plainBytes,
  });
}

const hexOf = (bytes: Uint8Array) =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0').toUpperCase());
const unhex = (pairs: readonly string[]) =>
  Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
/** Bytes that XML writes as hexadecimal digits. */
export function hex(min: number, max: number): Scalar<Uint8Array> {
  return {
    ...bytes(min, max),
    pattern: '^(?:[0-9A-Fa-f]{2})*$',
    toText: (value) => hexOf(value as Uint8Array).join(''),
    // A document of megabytes in the place of a code is not even looked at.
    fromText: (text) =>
      text.length <= 2 * max && /^(?:[0-9A-Fa-f]{2})*$/.test(text)
        ? unhex(text.match(/../g) ?? [])
        : undefined,
  };
}

/** EUI-64: hyphenated text, eight bytes on the wire. Lower case is read and written in upper case. */
export const eui64: Scalar<string> = scalar({
  word: 'eui64',
  describe: 'an EUI-64, like 00-DB-12-34-56-78-90-A0',
  wire: 'bytes',
  min: 8,
  max: 8,
  pattern: '^[0-9A-F]{2}(-[0-9A-F]{2}){7}$',
  check: (value) =>
    typeof value === 'string' && /^[0-9A-F]{2}(-[0-9A-F]{2}){7}$/.test(value)
      ? undefined
      : 'expected an EUI-64',
  fromText: (text) => text.toUpperCase(),
  toWire: (value) => unhex((value as string).split('-')),
  fromWire: (wire) => hexOf(wire as Uint8Array).join('-'),
});
