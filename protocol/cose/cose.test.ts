/** The published examples of COSE, the three forms byte by byte, and every departure from them refused. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { concat, fromHex, toHex } from '../bytes.ts';
import { Refused } from '../refused.ts';
import {
  byteStringHead,
  parseCose,
  protectedHeader,
  structureStart,
  writeEncrypt0,
  writeMac0,
  writeSign1,
} from './cose.ts';
import { nobleCrypto } from './noble-crypto.ts';

const test = suite('COSE');
const hex = (text: string) => fromHex(text.replaceAll(' ', '')) ?? new Uint8Array(0);
const KEY_ID = hex('90b3d51f30010000');
const NONE = new Uint8Array(0);

/** Of the COSE working group's examples: HMac-enc-05, eddsa-sig-01, aes-gcm-01. */
const CONTENT = hex('546869732069732074686520636f6e74656e742e');
const SHARED = hex('849b57219dae48de646d07dbb533566e976686457c1491be3a76dcea6c427188');

for (const crypto of [nobleCrypto, nodeCrypto]) {
  test(`authenticates the published HMAC 256/64 example with ${crypto.name}`, () => {
    const start = structureStart('mac', hex('a10104'), NONE);
    const tag = crypto.macKey(SHARED).mac(start, byteStringHead(CONTENT.length), CONTENT);
    assert.is(toHex(concat(start, byteStringHead(20))), '84644d41433043a101044054');
    assert.is(toHex(tag.subarray(0, 8)), '11f9e357975fb849');
  });

  test(`signs the published EdDSA example with ${crypto.name}`, () => {
    const seed = hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
    const start = structureStart('signed', hex('a201270300'), NONE);
    assert.is(
      toHex(crypto.ed25519.sign(seed, concat(start, byteStringHead(20), CONTENT))),
      '7142fd2ff96d56db85bee905a76ba1d0b7321a95c8c4d3607c5781932b7afb8711497dfa751bf40b58b3bcc32300b1487f3db34085eef013bf08f4a44d6fef0d',
    );
  });

  test(`encrypts the published A128GCM example with ${crypto.name}`, () => {
    const start = structureStart('encrypted', hex('a10101'), NONE);
    const nonce = hex('02d1f7e6f26c43d4868d87ce');
    assert.is(
      toHex(crypto.aes128gcm.seal(SHARED.subarray(0, 16), nonce, CONTENT, start)),
      '60973a94bb2898009ee52ecfd9ab1dd25867374b162e2c03568b41f57c3cc16f9166250a',
    );
  });
}

const TAG = hex('1112131415161718');
const MAC = 'd1 84 4d a2010404 48 90b3d51f30010000 a0 43 010203 48 1112131415161718';
const SIGNED = `d2 84 4d a2012704 48 90b3d51f30010000 a0 43 010203 58 40 ${'5a'.repeat(64)}`;
const ENCRYPTED = `d0 83 4d a2010104 48 90b3d51f30010000 a1 06 4c ${'22'.repeat(12)} 43 010203`;

test('writes and parses a Mac0', () => {
  const header = protectedHeader('mac', KEY_ID);
  assert.is(toHex(writeMac0(header, hex('010203'), TAG)), MAC.replaceAll(' ', ''));
  const expected = { protection: 'mac', protectedBytes: header, keyId: KEY_ID, proof: TAG };
  assert.equal(parseCose(hex(MAC)), { ...expected, payload: hex('010203') });
});

test('writes and parses a Sign1', () => {
  const header = protectedHeader('signed', KEY_ID);
  const proof = new Uint8Array(64).fill(0x5a);
  assert.is(toHex(writeSign1(header, hex('010203'), proof)), SIGNED.replaceAll(' ', ''));
  const expected = { protection: 'signed', protectedBytes: header, keyId: KEY_ID, proof };
  assert.equal(parseCose(hex(SIGNED)), { ...expected, payload: hex('010203') });
});

test('writes and parses an Encrypt0', () => {
  const header = protectedHeader('encrypted', KEY_ID);
  const partialIv = new Uint8Array(12).fill(0x22);
  assert.is(toHex(writeEncrypt0(header, partialIv, hex('010203'))), ENCRYPTED.replaceAll(' ', ''));
  const expected = { protection: 'encrypted', protectedBytes: header, keyId: KEY_ID, partialIv };
  assert.equal(parseCose(hex(ENCRYPTED)), { ...expected, payload: hex('010203'), proof: NONE });
});

test('takes payloads of every width of length', () => {
  for (const length of [0, 1, 23, 24, 255, 256, 65535, 65536, 524_288]) {
    const payload = new Uint8Array(length).fill(7);
    const message = writeMac0(protectedHeader('mac', KEY_ID), payload, TAG);
    assert.equal(parseCose(message).payload, payload);
    for (const cut of [1, 8, 9, 10]) assert.throws(() => parseCose(message.subarray(0, -cut)));
  }
});

const malformed = (message: string, from: string, to: string) => {
  assert.ok(message.includes(from), `nothing to replace: ${from}`);
  return message.replace(from, to);
};
const REFUSED: Readonly<Record<string, string>> = {
  'nothing at all': '',
  'a message without a tag': malformed(MAC, 'd1 ', ''),
  'two tags': `d1 ${MAC}`,
  'a tag in two bytes': malformed(MAC, 'd1', 'd811'),
  'COSE_Sign (tag 98)': malformed(SIGNED, 'd2', 'd862'),
  'an unknown tag': malformed(MAC, 'd1', 'd3'),
  'a Mac0 called a Sign1': malformed(MAC, 'd1', 'd2'),
  'an array of five': malformed(MAC, 'd1 84', 'd1 85'),
  'an indefinite array': `${malformed(MAC, 'd1 84', 'd1 9f')} ff`,
  'an empty protected header': malformed(MAC, '4d a2010404 48 90b3d51f30010000', '40'),
  'an empty map as protected header': malformed(MAC, '4d a2010404 48 90b3d51f30010000', '41a0'),
  'a protected header without a key identifier': malformed(
    MAC,
    '4d a2010404 48 90b3d51f30010000',
    '43a10104',
  ),
  'a key identifier of seven bytes': malformed(
    MAC,
    '4d a2010404 48 90b3d51f30010000',
    '4c a2010404 47 90b3d51f300100',
  ),
  'a header in another order': malformed(
    MAC,
    'a2010404 48 90b3d51f30010000',
    'a2 04 48 90b3d51f30010000 01 04',
  ),
  'a length of the header longer than needed': malformed(MAC, '4d a2', '580d a2'),
  'a third protected parameter': malformed(
    MAC,
    '4d a2010404 48 90b3d51f30010000',
    '4f a3010404 48 90b3d51f30010000 0300',
  ),
  'HMAC 256/256 instead of 256/64': malformed(MAC, 'a20104', 'a20105'),
  'no algorithm (null)': malformed(MAC, 'a20104', 'a201f6'),
  'ES256 instead of EdDSA': malformed(SIGNED, 'a20127', 'a20126'),
  'AES-CCM instead of A128GCM': malformed(ENCRYPTED, 'a20101', 'a2010a'),
  'an unprotected algorithm': malformed(MAC, 'a0 43', 'a1 01 04 43'),
  'an unprotected key identifier': malformed(MAC, 'a0 43', 'a1 04 41 31 43'),
  'an indefinite unprotected header': malformed(MAC, 'a0 43', 'bfff 43'),
  'a Partial IV of eight bytes': malformed(
    ENCRYPTED,
    `4c ${'22'.repeat(12)}`,
    `48${'22'.repeat(8)}`,
  ),
  'a whole IV': malformed(ENCRYPTED, 'a1 06', 'a1 05'),
  'an Encrypt0 without a Partial IV': malformed(ENCRYPTED, `a1 06 4c ${'22'.repeat(12)}`, 'a0'),
  'a detached payload (null)': malformed(MAC, '43 010203', 'f6'),
  'text for a payload': malformed(MAC, '43 010203', '63 616263'),
  'a payload length longer than needed': malformed(MAC, '43 010203', '5803 010203'),
  'a payload length of eight bytes': malformed(MAC, '43 010203', '5b0000000000000003 010203'),
  'an indefinite payload': malformed(MAC, '43 010203', '5f 43 010203 ff'),
  'a tag of four bytes': malformed(MAC, '48 1112131415161718', '44 11121314'),
  'a tag of 32 bytes': malformed(MAC, '48 1112131415161718', `5820 ${'11'.repeat(32)}`),
  'a signature of 63 bytes': malformed(
    SIGNED,
    `58 40 ${'5a'.repeat(64)}`,
    `583f${'5a'.repeat(63)}`,
  ),
  'an Encrypt0 of four items': malformed(ENCRYPTED, 'd0 83', 'd0 84'),
  'bytes after the message': `${MAC} 00`,
  'bytes after an Encrypt0': `${ENCRYPTED} 00`,
};

for (const [what, message] of Object.entries(REFUSED))
  test(`refuses ${what}`, () => {
    assert.throws(
      () => parseCose(hex(message)),
      (error: unknown) => error instanceof Refused && error.code === 'ENVELOPE_FORM',
    );
  });

test('refuses every message cut short', () => {
  for (const message of [MAC, SIGNED, ENCRYPTED].map(hex))
    for (let length = 0; length < message.length; length++)
      assert.throws(() => parseCose(message.subarray(0, length)), /./, `of ${length}`);
});

test.run();
