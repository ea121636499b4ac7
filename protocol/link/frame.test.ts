/** Frames: the bytes docs/serial-link.md shows, round trips, and what is refused, and as what. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crc32c, fromHex, putU32, toHex } from '../bytes.ts';
import { Refused } from '../refused.ts';
import { cobsEncode } from './cobs.ts';
import {
  type DataFrame,
  decodeFrame,
  ENCODED_LENGTH_MAX,
  encodeFrame,
  type Frame,
} from './frame.ts';
import type { Hello } from './hello.ts';

const test = suite('frame');

const COMMAND: DataFrame = {
  kind: 'data',
  channel: 'command',
  sequence: 0x0102,
  messageId: 7,
  fragmentIndex: 0,
  fragmentTotal: 1,
  payload: Uint8Array.of(0xde, 0xad, 0x00, 0xef),
};
const HELLO: Hello = {
  eui64: '00-DB-12-34-56-78-90-A0',
  protocolVersion: 1,
  largestMessage: 4096,
  fragmentPayload: 224,
  window: 4,
  nonce: 0x11223344,
  peerNonce: 0,
  asking: true,
};

/** The examples of docs/serial-link.md, first made by a second program in another language. */
const DOCUMENTED = readFileSync(new URL('../../docs/serial-link.md', import.meta.url), 'utf8')
  .split('```')
  .filter((_, index) => index % 2 === 1)
  .map((block) => block.replaceAll(/\s/g, '').toLowerCase());

/** Decodes what `encodeFrame` wrote, without its delimiters. */
function decoded(written: Uint8Array): Frame | Refused {
  return decodeFrame(written.subarray(1, -1));
}

/** The header and payload with a CRC that agrees, as hexadecimal, decoded. */
function decodedWithCrc(hex: string): Frame | Refused {
  const bytes = fromHex(`${hex}00000000`) as Uint8Array;
  putU32(bytes, bytes.length - 4, crc32c(bytes, 0, bytes.length - 4));
  return decodeFrame(cobsEncode(bytes));
}

function pathOf(result: Frame | Refused): string {
  assert.instance(result, Refused);
  assert.is((result as Refused).code, 'LINK_FRAME');
  return (result as Refused).path;
}

test('the CRC is CRC-32C: its check value', () => {
  assert.is(crc32c(new TextEncoder().encode('123456789')), 0xe3069283);
});

test('a command of four bytes, as documented', () => {
  assert.is(toHex(encodeFrame(COMMAND)), DOCUMENTED[0]);
  assert.equal(decoded(encodeFrame(COMMAND)), COMMAND);
});

test('a hello, as documented', () => {
  assert.is(toHex(encodeFrame({ kind: 'hello', hello: HELLO })), DOCUMENTED[1]);
});

test('an acknowledgement, as documented', () => {
  const frame: Frame = { kind: 'acknowledgement', nextSequence: 0x0102, heldBitmap: 0b101 };
  assert.is(toHex(encodeFrame(frame)), DOCUMENTED[2]);
  assert.equal(decoded(encodeFrame(frame)), frame);
});

const payload = fc.uint8Array({ minLength: 1, maxLength: 224 });
const u16 = fc.integer({ min: 0, max: 0xffff });
const nonce = fc.integer({ min: 1, max: 0xffffffff });
const dataFrame: fc.Arbitrary<Frame> = fc
  .record(
    {
      kind: fc.constant('data' as const),
      channel: fc.constantFrom('command' as const, 'response' as const, 'alert' as const),
      sequence: u16,
      messageId: fc.integer({ min: 1, max: 0xffff }),
      fragmentIndex: fc.integer({ min: 0, max: 0xfffe }),
      fragmentTotal: fc.integer({ min: 1, max: 0xffff }),
      payload,
    },
    { noNullPrototype: true },
  )
  .filter(({ fragmentIndex, fragmentTotal }) => fragmentIndex < fragmentTotal);
const helloFrame: fc.Arbitrary<Frame> = fc
  .record(
    {
      eui64: fc.constantFrom('00-DB-12-34-56-78-90-A0', 'FF-FF-FF-FF-FF-FF-FF-FE'),
      protocolVersion: fc.integer({ min: 0, max: 255 }),
      largestMessage: nonce,
      fragmentPayload: fc.integer({ min: 1, max: 224 }),
      window: fc.integer({ min: 1, max: 8 }),
      nonce,
      peerNonce: fc.integer({ min: 0, max: 0xffffffff }),
      asking: fc.boolean(),
    },
    { noNullPrototype: true },
  )
  .map((hello) => ({ kind: 'hello', hello }));
const acknowledgement: fc.Arbitrary<Frame> = fc.record(
  {
    kind: fc.constant('acknowledgement' as const),
    nextSequence: u16,
    heldBitmap: fc.integer({ min: 0, max: 255 }),
  },
  { noNullPrototype: true },
);
const log: fc.Arbitrary<Frame> = fc.record(
  { kind: fc.constant('log' as const), text: payload },
  { noNullPrototype: true },
);

test('every frame decodes to itself and stays in one COBS run', () => {
  fc.assert(
    fc.property(fc.oneof(dataFrame, helloFrame, acknowledgement, log), (frame) => {
      const written = encodeFrame(frame);
      assert.equal(decoded(written), frame);
      assert.is(written.indexOf(0, 1), written.length - 1);
      assert.ok(written.length - 2 <= ENCODED_LENGTH_MAX);
    }),
    { seed: 2, numRuns: 1000 },
  );
});

test('up to five wrong bits in a full frame never pass (CRC-32C, distance 6 to 655 bytes)', () => {
  const full = encodeFrame({ ...COMMAND, payload: new Uint8Array(224).fill(0x5a) });
  const bit = fc.integer({ min: 8, max: full.length * 8 - 9 });
  fc.assert(
    fc.property(fc.uniqueArray(bit, { minLength: 1, maxLength: 5 }), (bits) => {
      const wrong = full.slice();
      for (const at of bits) wrong[at >> 3] = (wrong[at >> 3] as number) ^ (1 << (at & 7));
      assert.instance(decoded(wrong), Refused);
    }),
    { seed: 3, numRuns: 3000 },
  );
});

test('each fault has its own path', () => {
  assert.is(pathOf(decodeFrame(Uint8Array.of(9, 1))), 'cobs');
  assert.is(pathOf(decodeFrame(new Uint8Array(ENCODED_LENGTH_MAX + 1).fill(1))), 'length');
  assert.is(pathOf(decodeFrame(cobsEncode(new Uint8Array(13)))), 'length');
  assert.is(pathOf(decodeFrame(cobsEncode(new Uint8Array(14)))), 'checksum');
  assert.is(pathOf(decodedWithCrc('21010000010000000100aa')), 'version');
});

const FORBIDDEN: readonly (readonly [string, string])[] = [
  ['a type that is not there', '13010000010000000100aa'],
  ['data on the control channel', '11000000010000000100aa'],
  ['data on the log channel', '11040000010000000100aa'],
  ['data on a channel that is not there', '11050000010000000100aa'],
  ['a message id of zero', '11010000000000000100aa'],
  ['a fragment past the total', '11010000010001000100aa'],
  ['a total of zero', '11010000010000000000aa'],
  ['an empty fragment of several', '11010000010000000200'],
  ['an acknowledgement of two bytes', '12000000000000000100aabb'],
  ['an acknowledgement on the command channel', '12010000000000000100aa'],
  ['an acknowledgement with a message id', '12000000010000000100aa'],
  ['a log with a sequence', '10040100000000000100aa'],
  ['a datagram on the command channel', '10010000000000000100aa'],
];

for (const [name, hex] of FORBIDDEN)
  test(`${name} is refused`, () => {
    assert.is(pathOf(decodedWithCrc(hex)), 'header');
  });

test('a hello with a window of nine, a fragment of 225, a zero nonce or a strange flag is refused', () => {
  const header = '10000000000000000100';
  const hello = (flags: string, nonceHex: string, fragment: string, window: string) =>
    decodedWithCrc(
      `${header}${flags}0100db1234567890a0${nonceHex}0000000000100000${fragment}${window}`,
    );
  assert.equal(hello('01', '44332211', 'e000', '04'), { kind: 'hello', hello: HELLO });
  assert.is(pathOf(hello('01', '44332211', 'e000', '09')), 'hello');
  assert.is(pathOf(hello('01', '44332211', 'e100', '04')), 'hello');
  assert.is(pathOf(hello('01', '00000000', 'e000', '04')), 'hello');
  assert.is(pathOf(hello('03', '44332211', 'e000', '04')), 'hello');
  assert.is(pathOf(decodedWithCrc(`${header}01`)), 'hello');
});

test.run();
