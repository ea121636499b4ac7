import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { services } from '../services/index.ts';
import { arbitrary } from './arbitrary.testing.ts';
import { encodeCbor } from './cbor.ts';
import { largestCborBytes } from './cbor-size.ts';
import { boolean, bytes, eui64, integer, text } from './scalars.ts';
import { choice, list, optional, required, rows, struct } from './words.ts';

const test = suite('the most bytes of a value');

const type = struct({
  number: required(1, integer(-300, 70_000), 'Five bytes: the larger end decides.'),
  who: required(24, eui64, 'Nine, and two of the key.'),
  name: optional(3, text(0, 10), 'Forty-two in UTF-8.'),
  list: required(4, list('Item', boolean, 0, 3), 'Four.'),
  rows: required(
    5,
    rows('Row', bytes(0, 4), 30, 2),
    'Thirty of five, with indexes of two at most.',
  ),
  choice: required(
    6,
    choice({ a: required(1, boolean, 'a'), b: required(2, bytes(9, 9), 'b') }),
    '12.',
  ),
});

test('is reached by the largest value', () => {
  const largest = {
    number: 70_000,
    who: 'FF-FF-FF-FF-FF-FF-FF-FF',
    name: '\u{1F50C}'.repeat(10),
    list: [true, true, true],
    rows: Object.fromEntries(Array.from({ length: 30 }, (_, at) => [at + 1, new Uint8Array(4)])),
    choice: { b: new Uint8Array(9) },
  };
  const { length } = encodeCbor(type, largest as never);
  // Rows 1 to 23 have an index of one byte.
  assert.is(largestCborBytes(type) - length, 23);
});

for (const { reference, request } of services)
  test(`is passed by no request of ${reference}`, () => {
    const largest = largestCborBytes(request);
    for (const value of fc.sample(arbitrary(request), { seed: 2030, numRuns: 30 }))
      assert.ok(encodeCbor(request, value as never).length <= largest);
  });
test.run();
