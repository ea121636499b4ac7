/** COBS against the examples of Cheshire and Baker's paper as Wikipedia lists them, and a second decoder. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { concat, fromHex, toHex } from '../bytes.ts';
import { cobsDecode, cobsEncode, cobsLengthMax } from './cobs.ts';

const test = suite('COBS');

/** The bytes `from` to `to`, both included. */
function run(from: number, to: number): string {
  return toHex(Uint8Array.from({ length: to - from + 1 }, (_, at) => from + at));
}

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['00', '0101'],
  ['0000', '010101'],
  ['001100', '01021101'],
  ['11220033', '0311220233'],
  ['11223344', '0511223344'],
  ['11000000', '0211010101'],
  [run(0x01, 0xfe), `ff${run(0x01, 0xfe)}`],
  [run(0x00, 0xfe), `01ff${run(0x01, 0xfe)}`],
  [run(0x01, 0xff), `ff${run(0x01, 0xfe)}02ff`],
  [`${run(0x02, 0xff)}00`, `ff${run(0x02, 0xff)}0101`],
  [`${run(0x03, 0xff)}0001`, `fe${run(0x03, 0xff)}0201`],
];

for (const [plain, encoded] of EXAMPLES)
  test(`published example ${plain.slice(0, 12)}, ${plain.length / 2} bytes`, () => {
    assert.is(toHex(cobsEncode(fromHex(plain) as Uint8Array)), encoded);
    assert.is(toHex(cobsDecode(fromHex(encoded) as Uint8Array) as Uint8Array), plain);
  });

/** Decodes by first cutting into runs, which is another way than the one under test. */
function secondDecode(encoded: Uint8Array): number[] {
  const rest = [...encoded];
  const bytes: number[] = [];
  let owesZero = false;
  while (rest.length > 0) {
    if (owesZero) bytes.push(0);
    const code = rest.shift() as number;
    bytes.push(...rest.splice(0, code - 1));
    owesZero = code < 255;
  }
  return bytes;
}

const manyZeros = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), {
  maxLength: 900,
});
const longRuns = fc
  .array(fc.tuple(fc.integer({ min: 250, max: 260 }), fc.boolean()), { maxLength: 4 })
  .map((runs) =>
    runs.flatMap(([length, zero]) => [...Array(length).fill(7), ...(zero ? [0] : [])]),
  );

test('whatever is encoded has no zero, keeps its bound and decodes to itself, by either decoder', () => {
  fc.assert(
    fc.property(fc.oneof(manyZeros, longRuns), (values) => {
      const encoded = cobsEncode(Uint8Array.from(values));
      assert.not.ok(encoded.includes(0));
      assert.ok(encoded.length <= cobsLengthMax(values.length));
      assert.equal([...(cobsDecode(encoded) as Uint8Array)], values);
      assert.equal(secondDecode(encoded), values);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('nothing, a zero inside, and a run that ends too early are refused', () => {
  assert.is(cobsDecode(new Uint8Array(0)), undefined);
  assert.is(cobsDecode(Uint8Array.of(3, 0, 1)), undefined);
  assert.is(cobsDecode(Uint8Array.of(3, 1)), undefined);
  assert.is(cobsDecode(concat(Uint8Array.of(255), new Uint8Array(253).fill(1))), undefined);
});

test.run();
