/** RFC 5869 appendix A, with both providers and with a prepared key. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { fromHex, toHex } from '../bytes.ts';
import { hkdfExpand, hkdfExtract } from './hkdf.ts';
import { nobleCrypto } from './noble-crypto.ts';

const test = suite('HKDF');
const hex = (text: string) => fromHex(text) ?? new Uint8Array(0);
const range = (from: number, to: number) =>
  Uint8Array.from({ length: to - from }, (_, at) => from + at);

const CASES = [
  {
    name: 'A.1',
    ikm: new Uint8Array(22).fill(0x0b),
    salt: range(0, 13),
    info: range(0xf0, 0xfa),
    length: 42,
    prk: '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
    okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    name: 'A.2',
    ikm: range(0, 0x50),
    salt: range(0x60, 0xb0),
    info: range(0xb0, 0x100),
    length: 82,
    prk: '06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244',
    okm: 'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    name: 'A.3',
    ikm: new Uint8Array(22).fill(0x0b),
    salt: new Uint8Array(0),
    info: new Uint8Array(0),
    length: 42,
    prk: '19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04',
    okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
];

for (const crypto of [nobleCrypto, nodeCrypto])
  for (const { name, ikm, salt, info, length, prk, okm } of CASES)
    test(`gives RFC 5869 ${name} with ${crypto.name}`, () => {
      assert.is(toHex(hkdfExtract(crypto, salt, ikm)), prk);
      assert.is(toHex(hkdfExpand(crypto, hex(prk), info, length)), okm);
      assert.is(toHex(hkdfExpand(crypto, crypto.macKey(hex(prk)), info, length)), okm);
    });

test('gives 8160 bytes and no more', () => {
  assert.is(hkdfExpand(nobleCrypto, range(0, 32), range(0, 1), 8160).length, 8160);
  assert.throws(() => hkdfExpand(nobleCrypto, range(0, 32), range(0, 1), 8161));
});

test.run();
