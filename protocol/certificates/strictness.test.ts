import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nobleCrypto as crypto } from '../cose/noble-crypto.ts';
import { Refused } from '../refused.ts';
import { type CertifiedKey, readCertificate } from './certificate.ts';
import { TestAuthority, type Wanted } from './certificates.testing.ts';
import { der, derOid, TAG } from './der.ts';
import { OID } from './object-identifiers.ts';
import { isInTime, leadsTo } from './verify.ts';

const EUI64 = '90-B3-D5-1F-30-01-00-00';
const root = new TestAuthority('root', 1);
const key: CertifiedKey = {
  kind: 'X25519',
  bytes: crypto.x25519.publicKey(new Uint8Array(32).fill(9)),
};
const wanted: Wanted = { key, usage: 'keyAgreement', eui64: EUI64 };

/** The bytes with the first, or the last, stretch like `from` replaced by one as long. */
function patched(bytes: Uint8Array, from: readonly number[], to: readonly number[], last = false) {
  const places = [...bytes.keys()].filter((at) => from.every((byte, n) => bytes[at + n] === byte));
  const at = (last ? places.at(-1) : places[0]) ?? -1;
  assert.ok(at >= 0, 'it is in there');
  const changed = bytes.slice();
  changed.set(to, at);
  return changed;
}
const isRefused = (bytes: Uint8Array, why: RegExp) =>
  assert.throws(
    () => readCertificate(bytes),
    (error: unknown) => error instanceof Refused && why.test(error.reason),
  );

const test = suite('a certificate is read strictly');

test('version 3 alone', () => {
  const bytes = root.certify(wanted);
  isRefused(patched(bytes, [0xa0, 3, 2, 1, 2], [0xa0, 3, 2, 1, 1]), /version/);
});

test('one signature algorithm, said twice alike', () => {
  const bytes = root.certify(wanted);
  isRefused(patched(bytes, [0x2b, 0x65, 0x70], [0x2b, 0x65, 0x71]), /two signature/);
});

test('no extension twice', () => {
  const usage = der(TAG.octetString, der(TAG.bitString, Uint8Array.of(0, 4)));
  const extension = der(TAG.sequence, derOid(OID.keyUsage), usage);
  isRefused(root.certify({ ...wanted, extension }), /twice/);
});

test('P-256 as a whole point alone', () => {
  const bytes = crypto.p256.publicKey(new Uint8Array(32).fill(5)).fill(2, 0, 1);
  isRefused(root.certify({ ...wanted, key: { kind: 'P-256', bytes } }), /another form/);
});

test('years of two digits are 1950 to 2049', () => {
  const read = (notAfter: string) =>
    readCertificate(root.certify({ ...wanted, notBefore: '700101000000Z', notAfter }));
  assert.is(read('491231235959Z').notBeforeUtcSeconds, 0);
  assert.is(read('491231235959Z').notAfterUtcSeconds, 2_524_607_999);
});

test('an authority says so; what says that it is none is none', () => {
  const bytes = root.certifyAuthority(new TestAuthority('below', 2));
  assert.ok(readCertificate(bytes).isAuthority);
  const none = patched(bytes, [0x30, 3, 1, 1, 0xff], [0x30, 3, 1, 1, 1], true);
  assert.not.ok(readCertificate(none).isAuthority);
});

test('it is in time from its first second to its last', () => {
  const one = readCertificate(root.certify({ ...wanted, notAfter: '20301231235959Z' }));
  const { notBeforeUtcSeconds: from, notAfterUtcSeconds: to } = one;
  assert.equal(
    [from - 1, from, to, to + 1].map((at) => isInTime(one, at)),
    [false, true, true, false],
  );
});
test.run();

const path = suite('the way over several authorities');

/** Authorities under the root, each certified by the one before, and a certificate of the last. */
function chain(length: number) {
  const names = Array.from({ length }, (_, n) => new TestAuthority(`authority ${n}`, 20 + n));
  const all = [root, ...names];
  const between = names.map((one, n) => (all[n] as TestAuthority).certifyAuthority(one));
  const leaf = (all.at(-1) as TestAuthority).certify(wanted);
  return { leaf: readCertificate(leaf), between: between.map(readCertificate) };
}

path('is three authorities long at most', () => {
  const { leaf, between } = chain(3);
  assert.ok(leadsTo(crypto, leaf, between, root.key.bytes));
  const longer = chain(4);
  assert.not.ok(leadsTo(crypto, longer.leaf, longer.between, root.key.bytes));
});

path('finds each issuer by its name, in whatever order they come', () => {
  const { leaf, between } = chain(3);
  assert.ok(leadsTo(crypto, leaf, [...between].reverse(), root.key.bytes));
  const stranger = readCertificate(root.certifyAuthority(new TestAuthority('other', 30)));
  assert.ok(leadsTo(crypto, leaf, [stranger, ...between], root.key.bytes));
});
path.run();
