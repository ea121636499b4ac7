/** Bodies: the bytes, everything there and back, and what is no body. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromHex, toHex } from '../bytes.ts';
import { type CborValue, encodeCanonical } from '../cbor/canonical.ts';
import { Refused } from '../refused.ts';
import { type Body, decodeBody, encodeBody, externalAad } from './body.ts';
import { HEAD_END, METER, READ_PROFILE } from './parties.testing.ts';

const test = suite('body');

test('is the canonical map of its members', () => {
  assert.is(
    toHex(encodeBody(READ_PROFILE)),
    `a7 01 01 02 48 90b3d51f30020000 03 48 00db1234567890a0 04 19 03e8 05 19 0411
     06 a1 01 1a 69054d80 09 82 48 90b3d51f30010000 18 4d`.replaceAll(/\s/g, ''),
  );
});

test('keeps every member', () => {
  const everything: Body = {
    originator: METER,
    recipient: HEAD_END,
    counter: 2n ** 64n - 1n,
    service: 0x8f3e,
    content: new Map<number, CborValue>([
      [1, [1, -1, true, null, 'text', Uint8Array.of(1)]],
      [-1, new Map([[2, 2n ** 60n]])],
    ]),
    responseTo: 1000n,
    supplementary: { party: HEAD_END, counter: 2n ** 63n },
    status: 3,
    deviceUtcSeconds: 1_761_955_200,
    clockStatus: 'unreliable',
  };
  assert.equal(decodeBody(encodeBody(everything)), everything);
  const { content: _, ...rest } = everything;
  const signed: Body = { ...rest, signedCommand: Uint8Array.of(1, 2, 3), clockStatus: 'reliable' };
  assert.equal(decodeBody(encodeBody(signed)), signed);
});

test('says where it comes from and goes to in 24 bytes outside the message', () => {
  assert.is(
    toHex(externalAad('alert', METER, HEAD_END)),
    '84634d5731034800db1234567890a04890b3d51f30020000',
  );
});

test('does not carry content beside a signed command', () => {
  const both = { ...READ_PROFILE, signedCommand: Uint8Array.of(1) };
  assert.throws(() => encodeBody(both), /signed command/);
});

const bytes8 = (text: string) => fromHex(text) ?? new Uint8Array(0);
const RIGHT: readonly [number, CborValue][] = [
  [1, 1],
  [2, bytes8('90b3d51f30020000')],
  [3, bytes8('00db1234567890a0')],
  [4, 1000],
  [5, 0x0411],
];
const WRONG: Readonly<Record<string, readonly [number, CborValue]>> = {
  'another version': [1, 2],
  'a version of no number': [1, true],
  'an originator of seven bytes': [2, bytes8('90b3d51f300200')],
  'a recipient in text': [3, '00-DB-12-34-56-78-90-A0'],
  'a negative counter': [4, -1],
  'a counter in text': [4, '1000'],
  'a negative service': [5, -1],
  'a service of more than 32 bits': [5, 2 ** 32],
  'content that is a list': [6, [1]],
  'a negative execution time': [7, -1],
  'an execution time past exact numbers': [7, 2n ** 60n],
  'a counter answered that is null': [8, null],
  'a supplementary party alone': [9, [bytes8('90b3d51f30010000')]],
  'a supplementary party without a list': [9, bytes8('90b3d51f30010000')],
  'three supplementary members': [9, [bytes8('90b3d51f30010000'), 1, 1]],
  'a status in text': [10, 'done'],
  'a device time that is true': [11, true],
  'a clock status of 3': [12, 3],
  'a signed command in text': [14, 'x'],
  'key 0': [0, 1],
  'key 13': [13, 1],
  'key 15': [15, 1],
  'a negative key': [-1, 1],
};

function refusesForm(bytes: Uint8Array): void {
  assert.throws(
    () => decodeBody(bytes),
    (error: unknown) => error instanceof Refused && error.code === 'ENVELOPE_FORM',
  );
}

for (const [what, entry] of Object.entries(WRONG))
  test(`refuses ${what}`, () => refusesForm(encodeCanonical(new Map([...RIGHT, entry]))));

test('refuses a missing member, what is no map, and what is not canonical', () => {
  assert.is(decodeBody(encodeCanonical(new Map(RIGHT))).counter, 1000n);
  for (const [key] of RIGHT)
    refusesForm(encodeCanonical(new Map(RIGHT.filter(([other]) => other !== key))));
  refusesForm(encodeCanonical([1, 2]));
  refusesForm(new Uint8Array(0));
  const canonical = toHex(encodeCanonical(new Map(RIGHT)));
  refusesForm(bytes8(canonical.replace('041903e8', '041a000003e8')));
  refusesForm(bytes8(`${canonical}00`));
  const content = [6, new Map([[1, Array(1).fill(2)]])] as const;
  const both = new Map<number, CborValue>([...RIGHT, content, [14, Uint8Array.of(1)]]);
  refusesForm(encodeCanonical(both));
});

test.run();
