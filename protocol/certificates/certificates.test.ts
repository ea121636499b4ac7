import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nobleCrypto as crypto } from '../cose/noble-crypto.ts';
import { Refused } from '../refused.ts';
import { type CertifiedKey, readCertificate } from './certificate.ts';
import { TestAuthority, unknownCritical, type Wanted } from './certificates.testing.ts';
import { DerReader, der, derOid, oidText, TAG } from './der.ts';
import { OID } from './object-identifiers.ts';
import { certificationRequest } from './request.ts';
import { isInTime, isSignedBy, leadsTo } from './verify.ts';

const EUI64 = '90-B3-D5-1F-30-01-00-00';
const root = new TestAuthority('root', 1);
const issuing = new TestAuthority('issuing', 2);
const stranger = new TestAuthority('root', 3);
const key: CertifiedKey = {
  kind: 'X25519',
  bytes: crypto.x25519.publicKey(new Uint8Array(32).fill(9)),
};
const wanted: Wanted = { key, usage: 'keyAgreement', eui64: EUI64 };

const reading = suite('a certificate');

reading('says whose key it is, which, for what and how long', () => {
  const certificate = readCertificate(
    root.certify({ ...wanted, notBefore: '290101000000Z', notAfter: '20510203040506Z' }),
  );
  assert.is(certificate.eui64, EUI64);
  assert.equal(certificate.key, key);
  assert.equal([...certificate.usages], ['keyAgreement']);
  assert.is(certificate.isAuthority, false);
  assert.is(certificate.notBeforeUtcSeconds, 1_861_920_000);
  assert.is(certificate.notAfterUtcSeconds, 2_559_009_906);
  assert.not.ok(isInTime(certificate, 1_861_919_999));
  assert.ok(isInTime(certificate, 2_559_009_906));
});

reading('of P-256 carries the whole point', () => {
  const bytes = crypto.p256.publicKey(new Uint8Array(32).fill(5));
  const certificate = readCertificate(root.certify({ ...wanted, key: { kind: 'P-256', bytes } }));
  assert.equal(certificate.key, { kind: 'P-256', bytes });
});

reading('with an extension that is critical and not known is refused', () => {
  assert.throws(
    () => readCertificate(root.certify({ ...wanted, extension: unknownCritical })),
    /critical/,
  );
});

reading('that is changed anywhere is refused, or does not verify', () => {
  const bytes = root.certify(wanted);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ flip;
      try {
        assert.not.ok(isSignedBy(crypto, readCertificate(changed), root.key.bytes));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        assert.is(error.code, 'CERTIFICATE_REFUSED');
      }
    }),
    { numRuns: 300, seed: 7 },
  );
});

reading('that is cut off or has something after it is refused', () => {
  const bytes = root.certify(wanted);
  for (const length of [0, 1, 2, 3, 50, bytes.length - 1])
    assert.throws(
      () => readCertificate(bytes.slice(0, length)),
      /expected|longer|length|bit string|time/,
    );
  assert.throws(() => readCertificate(Uint8Array.from([...bytes, 0])), /follows/);
});
reading.run();

const path = suite('the way to the root');
const between = readCertificate(root.certifyAuthority(issuing));
const leaf = readCertificate(issuing.certify(wanted));

path('goes over the authorities that are given', () => {
  assert.ok(leadsTo(crypto, leaf, [between], root.key.bytes));
  assert.ok(leadsTo(crypto, readCertificate(root.certify(wanted)), [], root.key.bytes));
  assert.not.ok(leadsTo(crypto, leaf, [], root.key.bytes));
  assert.not.ok(leadsTo(crypto, leaf, [between], stranger.key.bytes));
});

path('goes over no certificate that is of no authority', () => {
  const { name } = issuing;
  const user = readCertificate(root.certify({ key: issuing.key, name, usage: 'digitalSignature' }));
  assert.not.ok(leadsTo(crypto, leaf, [user], root.key.bytes));
  const noIssuer = readCertificate(root.certify({ key: issuing.key, name, usage: 'keyCertSign' }));
  assert.not.ok(leadsTo(crypto, leaf, [noIssuer], root.key.bytes));
});

path('ends when authorities certify each other', () => {
  const other = new TestAuthority('other', 4);
  const crossed = [issuing.certifyAuthority(other), other.certifyAuthority(issuing)];
  assert.not.ok(leadsTo(crypto, leaf, crossed.map(readCertificate), root.key.bytes));
});
path.run();

const distinguished = suite('DER');

distinguished('lengths are as short as can be', () => {
  for (const length of [0, 127, 128, 255, 256, 5000]) {
    const bytes = der(TAG.octetString, new Uint8Array(length));
    assert.is(new DerReader(bytes).take(TAG.octetString).content.length, length);
  }
  for (const long of [
    [4, 0x81, 1, 0],
    [4, 0x82, 0, 0x80],
    [4, 0x80, 0, 0],
    [4, 0x84, 0, 0, 0, 1, 0],
  ])
    assert.throws(() => new DerReader(Uint8Array.from(long)).take(TAG.octetString), /length/);
});

distinguished('object identifiers come back as they were', () => {
  for (const oid of Object.values(OID)) {
    assert.is(oidText(new DerReader(derOid(oid)).take(TAG.oid)), oid);
  }
  assert.throws(() =>
    oidText({ tag: 6, content: Uint8Array.of(0x2b, 0x80, 1), whole: new Uint8Array() }),
  );
  assert.throws(() =>
    oidText({ tag: 6, content: Uint8Array.of(0x2b, 0x81), whole: new Uint8Array() }),
  );
});

distinguished('a request holds the key, signed by the one who asks', () => {
  const secret = new Uint8Array(32).fill(6);
  const request = certificationRequest(crypto, EUI64, key, secret);
  const outer = new DerReader(request).inside(TAG.sequence);
  const info = outer.take(TAG.sequence);
  outer.take(TAG.sequence);
  const signature = outer.take(TAG.bitString).content.subarray(1);
  outer.end();
  assert.ok(crypto.ed25519.verify(crypto.ed25519.publicKey(secret), info.whole, signature));
  assert.ok(String(info.content).includes(String(key.bytes)));
});
distinguished.run();
