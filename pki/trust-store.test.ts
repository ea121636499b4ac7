import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyUsageFlags, KeyUsagesExtension } from '@peculiar/x509';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { der, TAG } from '../protocol/certificates/der.ts';
import { OID } from '../protocol/certificates/object-identifiers.ts';
import { derName, derNamePart } from '../protocol/certificates/write.ts';
import { issuerOf, issuingAuthority } from './authority.ts';
import { pemText } from './directory.ts';
import { certify, certifyAuthority, certifyParty } from './issue.ts';
import { nameKey } from './names.ts';
import { METER, makePki, NOW, OTHER_SUPPLIER, SUPPLIER, type TestPki } from './pki.testing.ts';
import { revokeIn } from './revoke.ts';
import { type TrustedCertificate, TrustStore } from './trust-store.ts';

const test = suite<{ pki: TestPki }>('trust store');
test.before.each(async (context) => {
  context.pki = await makePki();
});
test.after.each(({ pki }) => pki.remove());

const ISSUER = 'CN=Test market issuing,OU=07';
const stored = (pki: TestPki) => TrustStore.load(pki.directory);
const only = (store: TrustStore) => [...store.all()][0] as TrustedCertificate;

test('says whose a certificate is, for what, and who issued it', async ({ pki }) => {
  await pki.supplier('xmlSigning');
  const store = stored(pki);
  const one = only(store);
  assert.is(one.eui64, SUPPLIER);
  assert.is(one.use, 'xmlSigning');
  assert.is(one.role, 'xmlSigning');
  assert.is(one.name, 'Alpha Energy');
  assert.is(one.issuerName, ISSUER);
  assert.is(one.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  assert.is(store.byFingerprint(one.fingerprint), one);
  assert.ok(store.has(SUPPLIER, 'xmlSigning'));
  assert.not(store.has(SUPPLIER, 'transport'));
  assert.not(store.has(OTHER_SUPPLIER, 'xmlSigning'));
  assert.is(store.problemOf(one, 'xmlSigning', NOW), undefined);
});

test('finds a certificate by its issuer however its name is written', async ({ pki }) => {
  await pki.supplier('xmlSigning');
  const store = stored(pki);
  const one = only(store);
  const { serialNumber } = one;
  for (const name of [ISSUER, 'CN=Test market issuing, OU=07', 'ou=07 , cn=Test market issuing'])
    assert.is(store.find(name, serialNumber), one, name);
  for (const name of ['CN=Test market root,OU=07', 'CN=Test market issuing', '', 'OU=07'])
    assert.is(store.find(name, serialNumber), undefined, name);
  assert.is(store.find(ISSUER, serialNumber + 1n), undefined);
});

test('a name whose value ends with an escape is not another', () => {
  assert.is(nameKey('CN=A\\\\,OU=07'), nameKey('OU=07, CN=A\\\\'));
  assert.is.not(nameKey('CN=A\\\\,OU=07'), nameKey('CN=A\\\\\\,OU\\=07'));
  assert.is(nameKey('CN=A\\,B,OU=07'), nameKey('OU=07,CN=A\\,B'));
});

test('a certificate counts between its two seconds alone', async ({ pki }) => {
  const validity = { notBeforeUtcSeconds: NOW + 100, notAfterUtcSeconds: NOW + 200 };
  await pki.supplier('transport', { validity });
  const store = stored(pki);
  const at = (utcSeconds: number) => store.problemOf(only(store), 'transport', utcSeconds);
  assert.is(at(NOW + 99), 'notYetValid');
  assert.is(at(NOW + 100), undefined);
  assert.is(at(NOW + 200), undefined);
  assert.is(at(NOW + 201), 'expired');
});

test('each certificate is for one use', async ({ pki }) => {
  const uses = [
    'digitalSigning',
    'keyAgreement',
    'prepaymentKeyAgreement',
    'xmlSigning',
    'transport',
  ] as const;
  for (const use of uses) await pki.supplier(use);
  const store = stored(pki);
  const all = [...store.all()];
  assert.equal(all.map(({ use }) => use).sort(), [...uses].sort());
  for (const one of all)
    for (const use of uses)
      assert.is(store.problemOf(one, use, NOW), use === one.use ? undefined : 'wrongUse');
});

test('a device is known by its hardware’s serial number', async ({ pki }) => {
  await pki.issue({ eui64: METER, use: 'transport' });
  const one = only(stored(pki));
  assert.is(one.eui64, METER);
  assert.is(one.role, 'device');
});

test('what is revoked is so once the folder is read again', async ({ pki }) => {
  const { certificate } = await pki.supplier('transport');
  const store = stored(pki);
  const problem = () => store.problemOf(only(store), 'transport', NOW + 20);
  assert.not(store.reloadIfChanged());
  await revokeIn(pki.directory, certificate, 'keyCompromise', NOW + 10);
  assert.is(problem(), undefined);
  assert.ok(store.reloadIfChanged());
  assert.is(problem(), 'revoked');
});

test('a file that is edited in place is seen', async ({ pki }) => {
  await pki.supplier('xmlSigning');
  const store = TrustStore.load(pki.directory);
  const file = pki.file('certificates', '90b3d51f30010000-xmlSigning');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('MII', 'MIJ'));
  assert.throws(() => store.reloadIfChanged(), /90b3d51f30010000-xmlSigning\.pem: /);
  assert.ok(store.has(SUPPLIER, 'xmlSigning'), 'what was loaded stands');
  writeFileSync(file, text);
  assert.ok(store.reloadIfChanged());
  const list = pki.file('crl', 'market-issuing');
  writeFileSync(list, `${readFileSync(list, 'utf8')}x`);
  assert.throws(() => store.reloadIfChanged(), /market-issuing\.pem: /);
});

test('of two who revoke at once neither is lost', async ({ pki }) => {
  await pki.supplier('xmlSigning');
  await pki.supplier('transport');
  const files = ['90b3d51f30010000-xmlSigning', '90b3d51f30010000-transport'];
  await Promise.all(
    files.map((name) => revokeIn(pki.directory, pki.bytes(name), 'superseded', NOW)),
  );
  const store = TrustStore.load(pki.directory);
  const problems = [...store.all()].map((one) => store.problemOf(one, one.use, NOW));
  assert.equal(problems, ['revoked', 'revoked']);
});

test('the lock of a process that has ended holds nobody up', async ({ pki }) => {
  const { pid } = spawnSync('true');
  writeFileSync(join(pki.directory, 'lock'), String(pid));
  await pki.supplier('transport');
  assert.equal(readdirSync(pki.directory).sort(), [
    'authorities',
    'certificates',
    'crl',
    'private',
  ]);
});

test('a revoked authority takes all below it along', async ({ pki }) => {
  await pki.supplier('transport');
  const [authority] = stored(pki).authorities.filter(({ file }) => file === 'market-issuing');
  await revokeIn(pki.directory, authority?.certificate.whole as Uint8Array, 'keyCompromise', NOW);
  const store = stored(pki);
  assert.is(store.problemOf(only(store), 'transport', NOW), 'revoked');
});

test('a certificate of another root is unknown, and as a file refused by name', async ({ pki }) => {
  const other = await makePki();
  const { certificate } = await other.supplier('transport');
  const store = stored(pki);
  assert.is(store.problemOf(only(stored(other)), 'transport', NOW), 'unknown');
  assert.throws(() => store.examine(certificate), /issued by no authority/);
  writeFileSync(pki.file('certificates', 'stranger'), pemText(certificate, 'CERTIFICATE'));
  assert.throws(() => stored(pki), /stranger\.pem: was issued by no authority/);
  other.remove();
});

test('a file with one byte changed is named, and what was loaded stands', async ({ pki }) => {
  const { name, certificate } = await pki.supplier('transport');
  const store = stored(pki);
  for (const at of [3, 40, 100, 200, certificate.length - 5]) {
    const bytes = certificate.slice();
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(pki.file('certificates', name), pemText(bytes, 'CERTIFICATE'));
    assert.throws(() => store.reload(), new RegExp(`${name}\\.pem: `), String(at));
  }
  assert.is(store.problemOf(only(store), 'transport', NOW), undefined);
});

test('a list that is missing, of another authority or altered lets nothing load', async ({
  pki,
}) => {
  const file = pki.file('crl', 'market-issuing');
  const list = readFileSync(file, 'utf8');
  writeFileSync(file, readFileSync(pki.file('crl', 'market-root'), 'utf8'));
  assert.throws(() => stored(pki), /market-issuing\.pem: is the list of another/);
  const bytes = Buffer.from(list.replace(/-----.*-----/g, ''), 'base64');
  bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 1;
  writeFileSync(file, pemText(bytes, 'X509 CRL'));
  assert.throws(() => stored(pki), /market-issuing\.pem: its signature/);
  unlinkSync(file);
  assert.throws(() => stored(pki), /market-issuing\.pem: cannot be read/);
});

test('a list is stale when its next was due', ({ pki }) => {
  const store = stored(pki);
  assert.is(store.staleList(NOW + 300 * 86_400), undefined);
  assert.is(store.staleList(NOW + 400 * 86_400), 'market-issuing');
});

/** What an authority that errs, or is not asked by our own rules, could sign. */
const validity = { notBeforeUtcSeconds: NOW, notAfterUtcSeconds: NOW + 1_000 };
const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('a certificate without a role is refused', async ({ pki }) => {
  const issuer = issuerOf(pki.directory, issuingAuthority(pki.directory, 'market'));
  const party = {
    eui64: SUPPLIER,
    name: 'Alpha',
    use: 'transport',
    publicKey: p256().publicKey,
  } as const;
  const good = await certifyParty(issuer, { ...party, role: 'supplier' }, validity);
  assert.is(stored(pki).examine(good).role, 'supplier');
  const extensions = [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true)];
  for (const unit of [undefined, '00', '07', '09', 'supplier']) {
    const before = unit === undefined ? [] : [derNamePart(OID.organizationalUnit, utf8(unit))];
    const name = derName(SUPPLIER, ...before);
    const odd = await certify(issuer, name, party.publicKey, validity, extensions);
    assert.throws(() => stored(pki).examine(odd), /says no role/, String(unit));
  }
});

const utf8 = (text: string) => der(TAG.utf8, new TextEncoder().encode(text));

test('the market’s authority certifies nobody to devices', async ({ pki }) => {
  const issuer = issuerOf(pki.directory, issuingAuthority(pki.directory, 'market'));
  const { publicKey } = generateKeyPairSync('ed25519');
  const use = 'digitalSigning';
  const subject = { eui64: SUPPLIER, name: 'Alpha', role: 'supplier', use, publicKey } as const;
  const certificate = await certifyParty(issuer, subject, validity);
  assert.throws(() => stored(pki).examine(certificate), /certifies nobody for/);
});

test('an authority is no party, and a party no authority', async ({ pki }) => {
  const store = stored(pki);
  for (const { certificate } of store.authorities)
    assert.throws(() => store.examine(certificate.whole), /is of an authority/);
  const { certificate } = await pki.supplier('transport');
  writeFileSync(pki.file('authorities', 'rogue'), pemText(certificate, 'CERTIFICATE'));
  assert.throws(() => stored(pki), /rogue\.pem: is of no authority/);
});

test('an authority below no root of the folder is named', async ({ pki }) => {
  const { publicKey, privateKey } = p256();
  const subject = { role: 'issuingAuthority', name: 'Rogue', publicKey } as const;
  const stranger = { hierarchy: 'market', key: privateKey, name: rootName(pki) } as const;
  const rogue = await certifyAuthority(stranger, subject, validity);
  writeFileSync(pki.file('authorities', 'rogue'), pemText(rogue, 'CERTIFICATE'));
  assert.throws(() => stored(pki), /rogue\.pem: leads to no root/);
});

const rootName = (pki: TestPki) => issuingAuthority(pki.directory, 'market').certificate.issuer;

test.run();
