/** Both ends find the same four digits, and another command has others. */
import { createHmac } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { nobleCrypto } from '../cose/noble-crypto.ts';
import { AGREEMENT_SECRETS, HEAD_END, METER, pairs } from '../envelope/parties.testing.ts';
import { customerIdentificationNumber } from './customer-identification-number.ts';
import { eui64Bytes } from './eui64.ts';

const test = suite('customer identification number');
const { headEnd, meter } = pairs(nodeCrypto, nobleCrypto);
const told = (counter: bigint) => customerIdentificationNumber(headEnd.sending('command'), counter);

test('the head-end tells what the meter shows', () => {
  for (let counter = 1n; counter < 200n; counter++) {
    const shown = customerIdentificationNumber(meter.receiving('command'), counter);
    assert.is(told(counter), shown);
    assert.match(shown, /^[0-9]{4}$/);
  }
});

test('it is what the document says', () => {
  const hmac = (key: Uint8Array, data: Uint8Array) =>
    createHmac('sha256', key).update(data).digest();
  const publicKey = nodeCrypto.x25519.publicKey(AGREEMENT_SECRETS.meter);
  const shared = nodeCrypto.x25519.sharedSecret(AGREEMENT_SECRETS.headEnd, publicKey);
  const prk = hmac(new Uint8Array(32), shared as Uint8Array);
  const info = encodeCanonical(['MW1-CIN', eui64Bytes(HEAD_END), eui64Bytes(METER), 1000n]);
  const number = hmac(prk, Uint8Array.of(...info, 1)).readBigUInt64BE();
  assert.is(told(1000n), String(number % 10_000n).padStart(4, '0'));
});

test('a thousand commands have very many numbers between them', () => {
  const numbers = new Set(Array.from({ length: 1000 }, (_, at) => told(BigInt(at))));
  assert.ok(numbers.size > 900, `${numbers.size}`);
});

test.run();
