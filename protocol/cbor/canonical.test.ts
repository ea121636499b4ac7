/** Published encodings, what is refused, and agreement with a second, naive encoder. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { concat, fromHex, toHex } from '../bytes.ts';
import { Refused } from '../refused.ts';
import { type CborValue, decodeCanonical, encodeCanonical, isCborMap } from './canonical.ts';

const test = suite('canonical CBOR');
const LIMITS = { bytes: 1_000_000, depth: 16 };
const hex = (text: string) => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array(0);
const bytes = (...values: number[]) => Uint8Array.from(values);

/** RFC 8949 appendix A: every value this layer has, and keys and long maps beside. */
const PUBLISHED: readonly [CborValue, string][] = [
  [0, '00'],
  [1, '01'],
  [10, '0a'],
  [23, '17'],
  [24, '1818'],
  [25, '1819'],
  [100, '1864'],
  [1000, '1903e8'],
  [1_000_000, '1a000f4240'],
  [1_000_000_000_000, '1b000000e8d4a51000'],
  [18446744073709551615n, '1bffffffffffffffff'],
  [-9223372036854775808n, '3b7fffffffffffffff'],
  [-1, '20'],
  [-10, '29'],
  [-100, '3863'],
  [-1000, '3903e7'],
  [false, 'f4'],
  [true, 'f5'],
  [null, 'f6'],
  [bytes(), '40'],
  [bytes(1, 2, 3, 4), '4401020304'],
  ['', '60'],
  ['a', '6161'],
  ['IETF', '6449455446'],
  ['"\\', '62225c'],
  ['ü', '62c3bc'],
  ['水', '63e6b0b4'],
  ['\ud800\udd51', '64f0908591'],
  [[], '80'],
  [[1, 2, 3], '83010203'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
  [
    Array.from({ length: 25 }, (_, at) => at + 1),
    '98190102030405060708090a0b0c0d0e0f101112131415161718181819',
  ],
  [new Map(), 'a0'],
  [
    new Map([
      [1, 2],
      [3, 4],
    ]),
    'a201020304',
  ],
];

test('writes and reads the values of RFC 8949 appendix A', () => {
  for (const [value, encoded] of PUBLISHED) {
    assert.is(toHex(encodeCanonical(value)), encoded);
    assert.equal(decodeCanonical(hex(encoded), LIMITS), value);
  }
});

test('writes integers at every change of length, as number or bigint', () => {
  for (const [value, encoded] of [
    [255, '18ff'],
    [256, '190100'],
    [65535, '19ffff'],
    [65536, '1a00010000'],
    [4294967295, '1affffffff'],
    [4294967296, '1b0000000100000000'],
    [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
    [-4294967296, '3affffffff'],
    [-4294967297, '3b0000000100000000'],
    [Number.MIN_SAFE_INTEGER, '3b001ffffffffffffe'],
    [-0, '00'],
  ] as const) {
    assert.is(toHex(encodeCanonical(value)), encoded);
    assert.is(toHex(encodeCanonical(BigInt(value))), encoded);
    assert.is(decodeCanonical(hex(encoded), LIMITS), value === 0 ? 0 : value);
  }
});

test('keeps a bigint only where a number would not be exact', () => {
  assert.is(decodeCanonical(hex('1b0020000000000000'), LIMITS), 2n ** 53n);
  assert.equal(
    decodeCanonical(hex('a1011b0020000000000001'), LIMITS),
    new Map([[1, 2n ** 53n + 1n]]),
  );
});

test('sorts map keys by their encoding, whatever order they were put in', () => {
  const keys = [-1, 300, 5, -300, 0, 24, 23, 70000, -25];
  const value = new Map(keys.map((key) => [key, key]));
  const order = [
    ...(decodeCanonical(encodeCanonical(value), LIMITS) as Map<number, number>).keys(),
  ];
  assert.equal(order, [0, 5, 23, 24, 300, 70000, -1, -25, -300]);
});

const REFUSED: Readonly<Record<string, string>> = {
  'nothing at all': '',
  'trailing bytes': '0000',
  'an integer longer than needed': '1817',
  'a 16-bit integer longer than needed': '1900ff',
  'a 32-bit integer longer than needed': '1a0000ffff',
  'a 64-bit integer longer than needed': '1b00000000ffffffff',
  'a negative integer longer than needed': '3817',
  'a negative integer below -2^63': '3b8000000000000000',
  'the negative integer furthest down': '3bffffffffffffffff',
  'a byte-string length longer than needed': '580401020304',
  'a text length longer than needed': '7803616263',
  'an array length longer than needed': '980101',
  'a map length longer than needed': 'b8010102',
  'an indefinite byte string': '5f42010243030405ff',
  'indefinite text': '7f657374726561646d696e67ff',
  'an indefinite array': '9fff',
  'an indefinite map': 'bf0102ff',
  'a break alone': 'ff',
  'a reserved length form': '1c',
  'a date tag': 'c11a514b67b0',
  'a bignum tag': 'c249010000000000000000',
  'a tag inside an array': '81d81841 00',
  'a half-precision float': 'f93c00',
  'a single-precision float': 'fa47c35000',
  'a double-precision float': 'fb3ff199999999999a',
  undefined: 'f7',
  'a simple value': 'f0',
  'a two-byte simple value': 'f8ff',
  'false in two bytes': 'f814',
  'a text key': 'a1616101',
  'a byte-string key': 'a1410101',
  'a key that is an array': 'a18001',
  'a 64-bit key': 'a11b000000010000000001',
  'a duplicate key': 'a201010102',
  'unsorted keys': 'a202010102',
  'a negative key before a positive one': 'a220010101',
  'unsorted keys further in': '81a202010102',
  'truncated bytes': '4401 02',
  'a truncated array': '8201',
  'a map without its last value': 'a101',
  'an array of four thousand million items': '9affffffff',
  'overlong UTF-8': '62c080',
  'a surrogate in UTF-8': '63eda080',
  'half a character': '61c3',
};

for (const [what, encoded] of Object.entries(REFUSED))
  test(`refuses ${what}`, () => {
    assert.throws(
      () => decodeCanonical(hex(encoded), LIMITS),
      (error: unknown) => error instanceof Refused && error.code === 'CBOR_REFUSED',
    );
  });

test('refuses more bytes or containers than the limits, and takes as many', () => {
  const nested = (depth: number) => concat(new Uint8Array(depth).fill(0x81), bytes(0));
  const limits = { bytes: 17, depth: 16 };
  assert.instance(decodeCanonical(nested(16), limits), Array);
  assert.throws(() => decodeCanonical(nested(16), { ...limits, bytes: 16 }), /longer/);
  assert.throws(() => decodeCanonical(nested(17), { bytes: 18, depth: 16 }), /deep/);
  assert.throws(() => decodeCanonical(nested(500_000), LIMITS), /deep/);
  assert.is(decodeCanonical(bytes(5), { bytes: 1, depth: 0 }), 5);
});

test('hands out plain copies of byte strings, also from a Buffer', () => {
  const message = Buffer.from('a101420102', 'hex');
  const value = decodeCanonical(message, LIMITS);
  const found = isCborMap(value) ? value.get(1) : undefined;
  assert.is(found?.constructor, Uint8Array);
  message.fill(0);
  assert.equal(found, bytes(1, 2));
  assert.is(encodeCanonical(found as Uint8Array).constructor, Uint8Array);
});

test('stops at values that have no canonical form', () => {
  const wrong: unknown[] = [
    1.5,
    Number.NaN,
    2 ** 53,
    2n ** 64n,
    -(2n ** 63n) - 1n,
    undefined,
    [undefined],
    '\ud800',
  ];
  for (const value of [...wrong, new Map([[2 ** 40, 1]]), new Map([[1, undefined]])])
    assert.throws(() => encodeCanonical(value as CborValue));
});

/** A second encoder, written for plainness. */
function naive(value: CborValue): string {
  if (typeof value === 'number' || typeof value === 'bigint')
    return value < 0 ? naiveHead(1, -1n - BigInt(value)) : naiveHead(0, BigInt(value));
  if (typeof value === 'string') {
    const text = new TextEncoder().encode(value);
    return naiveHead(3, BigInt(text.length)) + toHex(text);
  }
  if (typeof value === 'boolean') return value ? 'f5' : 'f4';
  if (value === null) return 'f6';
  if (value instanceof Uint8Array) return naiveHead(2, BigInt(value.length)) + toHex(value);
  if (isCborMap(value)) {
    const pairs = [...value].map(([key, item]) => [naive(key), naive(item)] as const);
    pairs.sort(([a], [b]) => (a < b ? -1 : 1));
    return naiveHead(5, BigInt(value.size)) + pairs.map((pair) => pair.join('')).join('');
  }
  return naiveHead(4, BigInt(value.length)) + value.map(naive).join('');
}

function naiveHead(major: number, argument: bigint): string {
  const info =
    argument < 24n
      ? Number(argument)
      : argument < 256n
        ? 24
        : argument < 65536n
          ? 25
          : argument < 2n ** 32n
            ? 26
            : 27;
  const width = info < 24 ? 0 : 2 ** (info - 24) * 2;
  const initial = (major * 32 + info).toString(16).padStart(2, '0');
  return initial + (width === 0 ? '' : argument.toString(16).padStart(width, '0'));
}

const { value: anyValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.integer(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 30 }),
    fc
      .array(fc.tuple(fc.oneof(fc.integer(), fc.integer({ min: -30, max: 30 })), tie('value')), {
        maxLength: 30,
      })
      .map((pairs) => new Map(pairs)),
  ),
}));

test('writes what the naive encoder writes, and reads it back to the same bytes', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const encoded = encodeCanonical(value);
      assert.is(toHex(encoded), naive(value));
      assert.is(toHex(encodeCanonical(decodeCanonical(encoded, LIMITS))), toHex(encoded));
    }),
    { seed: 8949, numRuns: 1500 },
  );
});

test('reads changed or random bytes only where they are the encoding of what is read', () => {
  let accepted = 0;
  const check = (encoded: Uint8Array) => {
    let value: CborValue;
    try {
      value = decodeCanonical(encoded, LIMITS);
    } catch (error) {
      return assert.instance(error, Refused);
    }
    accepted += 1;
    assert.is(naive(value), toHex(encoded));
  };
  fc.assert(
    fc.property(anyValue, fc.nat(), fc.nat(255), fc.uint8Array(), (value, at, byte, random) => {
      const encoded = encodeCanonical(value);
      encoded[at % encoded.length] = byte;
      check(encoded);
      check(random);
    }),
    { seed: 8949, numRuns: 5000 },
  );
  assert.ok(accepted > 1000, `only ${accepted} accepted`);
});

test.run();
