/**
 * The scalar words. Each says once how its value is checked, written as text, and carried on the
 * wire; every derivation then only knows five wire shapes and four composites.
 */
import type { Type } from './words.ts';

export type Wire = 'integer' | 'big' | 'text' | 'bytes' | 'boolean';

export interface AnyScalar {
  readonly kind: 'scalar';
  readonly word: string;
  /** What a reader of an error or of the documentation is told: "integer 1 to 16". */
  readonly describe: string;
  readonly wire: Wire;
  /** Bounds of the wire integer; they pick the protobuf type and the JSON Schema. */
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  readonly pattern?: string;
  readonly codes?: Readonly<Record<string, number>>;
  /** Whitespace around the text means nothing (every XSD type but xs:string). */
  readonly collapse: boolean;
  /** Set where XML says the value with one child element instead of text (a wildcard). */
  readonly children?: {
    readonly specified: string;
    readonly named: Readonly<Record<string, string>>;
  };
  /** The reason a value is refused. */
  check(value: unknown): string | undefined;
  toText(value: unknown): string;
  /** undefined: not even of the form. Limits are left to check. */
  fromText(text: string): unknown;
  toWire(value: unknown): unknown;
  fromWire(wire: unknown): unknown;
}
export type Scalar<T> = AnyScalar & Type<T>;

const same = (value: unknown) => value;
const SAFE = Number.MAX_SAFE_INTEGER;

function scalar<T>(
  parts: Partial<AnyScalar> & Pick<AnyScalar, 'word' | 'describe' | 'wire' | 'check' | 'fromText'>,
): Scalar<T> {
  return { kind: 'scalar', collapse: true, toText: String, toWire: same, fromWire: same, ...parts };
}

const range = (min: number | bigint, max: number | bigint, describe: string) => (value: unknown) =>
  typeof value === typeof min &&
  (value as number) >= min &&
  (value as number) <= max &&
  (typeof value === 'bigint' || Number.isInteger(value))
    ? undefined
    : `expected ${describe}`;

const INTEGER = /^[+-]?[0-9]+$/;

/** A whole number within bounds that a JavaScript number holds exactly. */
export function integer(
  min: number,
  max: number,
  options: { unit?: string; digits?: number } = {},
): Scalar<number> {
  if (!(min >= -SAFE && max <= SAFE && min <= max))
    throw new Error(`integer ${min}..${max} is not exact; use big`);
  const describe = `integer ${min} to ${max}${options.unit ? ` (${options.unit})` : ''}`;
  const digits = options.digits ?? 0;
  return scalar({
    word: 'integer',
    describe,
    wire: 'integer',
    min,
    max,
    check: range(min, max, describe),
    toText: digits ? (value) => String(value).padStart(digits, '0') : String,
    fromText: (text) => (INTEGER.test(text) ? Number(text) + 0 : undefined),
  });
}

/** A whole number that may pass 2^53: always a bigint, whatever its size. */
export function big(min: bigint, max: bigint): Scalar<bigint> {
  const describe = `integer ${min} to ${max}`;
  return scalar({
    word: 'big',
    describe,
    wire: 'big',
    min,
    max,
    check: range(min, max, describe),
    fromText: (text) =>
      INTEGER.test(text) && text.length < 40 ? BigInt(text.replace('+', '')) : undefined,
  });
}

const DECIMAL = /^([+-]?)([0-9]*)(?:\.([0-9]*))?$/;

/** An exact decimal, held as a whole number of its smallest place: 1.234 with 3 places is 1234. */
export function decimal(places: number, min: number, max: number, unit = ''): Scalar<number> {
  const describe =
    `decimal with ${places} places, ${min} to ${max} in units of 1e-${places} ${unit}`.trim();
  return scalar({
    word: 'decimal',
    describe,
    wire: 'integer',
    min,
    max,
    check: range(min, max, describe),
    toText(value) {
      const digits = String(Math.abs(value as number)).padStart(places + 1, '0');
      return `${(value as number) < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
    },
    fromText(text) {
      const [, sign, whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
      if (sign === undefined || whole + fraction === '' || /[1-9]/.test(fraction.slice(places)))
        return undefined;
      const scaled = Number(whole + fraction.slice(0, places).padEnd(places, '0'));
      return sign === '-' && scaled !== 0 ? -scaled : scaled;
    },
  });
}

// Printable characters only: no control, no lone surrogate, so XML, JSON and protobuf all carry it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;

/** Text; lengths count characters (code points) as XSD does, not UTF-16 units. */
export function text(
  min: number,
  max: number,
  options: { pattern?: RegExp; token?: boolean } = {},
): Scalar<string> {
  const { pattern } = options;
  const whole = pattern && new RegExp(`^(?:${pattern.source})$`, 'u');
  const describe = `text of ${min} to ${max} characters${pattern ? ` like ${pattern.source}` : ''}`;
  return scalar({
    word: 'text',
    describe,
    wire: 'text',
    min,
    max,
    collapse: options.token ?? false,
    ...(pattern ? { pattern: `^(?:${pattern.source})$` } : {}),
    check(value) {
      if (typeof value !== 'string' || value.length < min || value.length > 2 * max)
        return `expected ${describe}`;
      if (value.length > max && [...value].length > max) return `expected ${describe}`;
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
    try {
      return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    } catch {
      return undefined;
    }
  },
};

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
    fromText: (text) => (text.length > (max + 2) * 2 ? undefined : base64.decode(text)),
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
    toText: (value) => hexOf(value as Uint8Array).join(''),
    fromText: (text) =>
      /^(?:[0-9A-Fa-f]{2})*$/.test(text) ? unhex(text.match(/../g) ?? []) : undefined,
  };
}

export const boolean: Scalar<boolean> = scalar({
  word: 'boolean',
  describe: 'true or false',
  wire: 'boolean',
  check: (value) => (typeof value === 'boolean' ? undefined : 'expected true or false'),
  fromText: (text) =>
    text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined,
});

/**
 * Names with written codes. The text in XML is the name, unless `texts` gives another: a name is
 * an identifier, a text may hold blanks.
 */
export function enumeration<const C extends Readonly<Record<string, number>>>(
  codes: C,
  options: { token?: boolean; texts?: { readonly [K in keyof C]?: string } } = {},
): Scalar<keyof C & string> {
  const byCode = new Map(Object.entries(codes).map(([name, code]) => [code, name]));
  if (byCode.size !== Object.keys(codes).length || [...byCode.keys()].some((code) => code < 1))
    throw new Error('enumeration codes: unique, 1 or more');
  const texts: Readonly<Record<string, string | undefined>> = options.texts ?? {};
  const byText = new Map(Object.keys(codes).map((name) => [texts[name] ?? name, name]));
  if (byText.size !== byCode.size) throw new Error('enumeration texts: unique');
  const describe = `one of ${[...byText.keys()].join(', ')}`;
  return scalar({
    word: 'enumeration',
    describe,
    wire: 'integer',
    codes,
    collapse: options.token ?? false,
    min: Math.min(...byCode.keys()),
    max: Math.max(...byCode.keys()),
    check: (value) =>
      typeof value === 'string' && Object.hasOwn(codes, value) ? undefined : `expected ${describe}`,
    toText: (value) => texts[value as string] ?? (value as string),
    fromText: (text) => byText.get(text),
    toWire: (value) => codes[value as string],
    fromWire: (code) => byCode.get(code as number),
  });
}

const DAY = 86_400;
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.0+)?Z$/;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.0+)?Z?$/;
const DATE = /^(\d{4,5})-(\d\d)-(\d\d)Z?$/;
const two = (n: number) => String(n).padStart(2, '0');

/** Days since 1970-01-01 in the Gregorian calendar (no Date in protocol/). */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
  );
}
export function civil(days: number): [number, number, number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const of = z - era * 146_097;
  const yoe = Math.floor(
    (of - Math.floor(of / 1460) + Math.floor(of / 36_524) - Math.floor(of / 146_096)) / 365,
  );
  const doy = of - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return [yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - Math.floor((153 * mp + 2) / 5) + 1];
}
const realDay = (y: number, m: number, d: number) => {
  const back = civil(dayNumber(y, m, d));
  return back[0] === y && back[1] === m && back[2] === d;
};
const clock = (seconds: number) =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.00Z`;
const seconds = (h: string, m: string, s: string) =>
  +h < 24 && +m < 60 && +s < 60 ? +h * 3600 + +m * 60 + +s : undefined;

const FIRST = dayNumber(1970, 1, 1) * DAY;
const LAST = dayNumber(9999, 12, 31) * DAY + DAY - 1;
/** An instant in UTC, whole seconds since 1970: the meter's resolution. A fraction is refused. */
export const utcDateTime: Scalar<number> = scalar({
  word: 'utcDateTime',
  describe: 'a UTC date-time in whole seconds, like 2030-01-15T00:00:00Z',
  wire: 'integer',
  min: FIRST,
  max: LAST,
  check: range(FIRST, LAST, 'a UTC date-time in whole seconds, 1970 to 9999'),
  toText(value) {
    const days = Math.floor((value as number) / DAY);
    const [y, m, d] = civil(days);
    return `${y}-${two(m)}-${two(d)}T${clock((value as number) - days * DAY)}`;
  },
  fromText(text) {
    const [, y = '', mo = '', d = '', h = '', mi = '', s = ''] = DATE_TIME.exec(text) ?? [];
    const ofDay = y ? seconds(h, mi, s) : undefined;
    return ofDay === undefined || !realDay(+y, +mo, +d)
      ? undefined
      : dayNumber(+y, +mo, +d) * DAY + ofDay;
  },
});

/** A time of day in UTC, seconds since midnight. */
export const utcTime: Scalar<number> = scalar({
  word: 'utcTime',
  describe: 'a UTC time of day in whole seconds, like 23:30:00Z',
  wire: 'integer',
  min: 0,
  max: DAY - 1,
  check: range(0, DAY - 1, 'a UTC time of day in whole seconds'),
  toText: (value) => clock(value as number),
  fromText(text) {
    const [, h = '', m = '', s = ''] = TIME.exec(text) ?? [];
    return h ? seconds(h, m, s) : undefined;
  },
});

/** A calendar date as the number yyyymmdd. DLMS's year 65535 ("any") is a year like another here. */
export function date(zone: 'Z' | ''): Scalar<number> {
  const parts = (value: number) =>
    [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100] as const;
  const describe = 'a date, like 2015-03-28';
  return scalar({
    word: 'date',
    describe,
    wire: 'integer',
    min: 1970_0101,
    max: 65535_1231,
    check(value) {
      if (
        !Number.isInteger(value) ||
        (value as number) < 1970_0101 ||
        (value as number) > 65535_1231
      )
        return `expected ${describe}`;
      return realDay(...parts(value as number)) ? undefined : 'no such day in the calendar';
    },
    toText(value) {
      const [y, m, d] = parts(value as number);
      return `${y}-${two(m)}-${two(d)}${zone}`;
    },
    fromText(text) {
      const [, y, m, d] = DATE.exec(text) ?? [];
      return y === undefined ? undefined : Number(`${y}${m}${d}`);
    },
  });
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

/**
 * A number that may be left open. In XML one child element says which: the number in `specified`,
 * or an empty element per open name. Everywhere else it is one integer; the open codes are negative.
 */
export function wildcard<
  const N extends Readonly<Record<string, { code: number; element: string }>>,
>(specified: string, number: Scalar<number>, open: N): Scalar<number | (keyof N & string)> {
  const codes = Object.fromEntries(Object.entries(open).map(([name, o]) => [name, o.code]));
  const byCode = new Map(Object.entries(codes).map(([name, code]) => [code, name]));
  if (byCode.size !== Object.keys(open).length || [...byCode.keys()].some((code) => code >= 0))
    throw new Error('open codes: unique, negative');
  const describe = `${number.describe} or ${Object.keys(open).join(', ')}`;
  return scalar({
    word: 'wildcard',
    describe,
    wire: 'integer',
    codes,
    min: Math.min(...byCode.keys()),
    max: number.max ?? SAFE,
    children: {
      specified,
      named: Object.fromEntries(Object.entries(open).map(([name, o]) => [name, o.element])),
    },
    check: (value) =>
      typeof value === 'string' && Object.hasOwn(codes, value)
        ? undefined
        : number.check(value) && `expected ${describe}`,
    toText: (value) => number.toText(value),
    fromText: (text) => number.fromText(text),
    toWire: (value) => (typeof value === 'string' ? codes[value] : value),
    fromWire: (wire) => ((wire as number) < 0 ? byCode.get(wire as number) : wire),
  });
}

/** A 64-bit counter. */
export const unsigned64 = big(0n, 2n ** 64n - 1n);
export const int16 = integer(-32_768, 32_767);
export const int32 = integer(-(2 ** 31), 2 ** 31 - 1);
export const unsigned16 = integer(0, 65_535);
export const unsigned32 = integer(0, 2 ** 32 - 1);
