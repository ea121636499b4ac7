import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCertificate } from '../protocol/certificates/certificate.ts';
import { leadsTo } from '../protocol/certificates/verify.ts';
import { nobleCrypto } from '../protocol/cose/noble-crypto.ts';
import { makeAuthorities } from './authority.ts';
import { HEAD_END, METER, makePki, NOW, SUPPLIER, type TestPki } from './pki.testing.ts';
import { renewLists, revokeIn } from './revoke.ts';
import { USES_OF_DEVICE, USES_OF_ROLE } from './uses.ts';

const test = suite<{ pki: TestPki }>('issuing');
test.before.each(async (context) => {
  context.pki = await makePki();
});
test.after.each(({ pki }) => pki.remove());

/** What OpenSSL says of a certificate: its chain, its lists, at this second. */
function judged(pki: TestPki, name: string, hierarchy: string, atUtcSeconds = NOW + 60): string {
  const all = ['root', 'issuing'].flatMap((rank) =>
    (['authorities', 'crl'] as const).map((folder) =>
      readFileSync(pki.file(folder, `${hierarchy}-${rank}`), 'utf8'),
    ),
  );
  const bundle = join(pki.directory, `${hierarchy}.bundle`);
  writeFileSync(bundle, all.join(''));
  const { stdout, stderr } = spawnSync(
    'openssl',
    [
      ...['verify', '-x509_strict', '-crl_check_all', '-attime', String(atUtcSeconds)],
      ...['-CAfile', bundle, pki.file('certificates', name)],
    ],
    { encoding: 'utf8' },
  );
  return /: OK/.test(stdout) ? 'OK' : (/error \d+ at .*: (.*)/.exec(stderr)?.[1] ?? stderr);
}

test('every certificate of a supplier and of a meter is one to OpenSSL', async ({ pki }) => {
  const market = new Set(['xmlSigning', 'transport']);
  for (const use of USES_OF_ROLE.supplier) {
    const { name } = await pki.supplier(use);
    assert.is(judged(pki, name, market.has(use) ? 'market' : 'message'), 'OK', use);
  }
  for (const use of USES_OF_DEVICE) {
    const { name } = await pki.issue({ eui64: METER, use });
    assert.is(judged(pki, name, market.has(use) ? 'market' : 'message'), 'OK', use);
  }
});

test('what a device is sent it takes: the key, whose it is, and its way to the root', async ({
  pki,
}) => {
  const read = (folder: 'authorities' | 'certificates', name: string) => {
    const body = readFileSync(pki.file(folder, name), 'utf8').replace(/-----.*-----/g, '');
    return readCertificate(new Uint8Array(Buffer.from(body, 'base64')));
  };
  const root = read('authorities', 'message-root');
  const issuing = read('authorities', 'message-issuing');
  for (const [use, kind] of [
    ['digitalSigning', 'Ed25519'],
    ['keyAgreement', 'X25519'],
    ['prepaymentKeyAgreement', 'P-256'],
  ] as const) {
    const certificate = readCertificate((await pki.supplier(use)).certificate);
    assert.is(certificate.key.kind, kind);
    assert.is(certificate.eui64, SUPPLIER);
    assert.ok(leadsTo(nobleCrypto, certificate, [issuing], root.key.bytes));
  }
  const device = readCertificate(
    (await pki.issue({ eui64: METER, use: 'keyAgreement' })).certificate,
  );
  assert.is(device.eui64, METER);
  assert.ok(leadsTo(nobleCrypto, device, [issuing], root.key.bytes));
});

test('a transport certificate has its hosts, and the name brokers know its holder by', async ({
  pki,
}) => {
  const { name } = await pki.issue({
    eui64: HEAD_END,
    use: 'transport',
    party: { role: 'accessControlBroker', name: 'Head-end' },
    hosts: ['head-end.example', '127.0.0.1', '::1'],
  });
  const text = execFileSync(
    'openssl',
    [
      'x509',
      '-noout',
      '-subject',
      '-ext',
      'subjectAltName,extendedKeyUsage',
      '-in',
      pki.file('certificates', name),
    ],
    { encoding: 'utf8' },
  );
  assert.match(text, /OU = 04, O = Head-end, CN = head-end,/);
  assert.match(text, /DNS:head-end\.example, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1/);
  assert.match(text, /TLS Web Server Authentication, TLS Web Client Authentication/);
});

test('private keys are their owner’s alone', async ({ pki }) => {
  const { name } = await pki.supplier('transport');
  for (const key of [name, 'message-root', 'market-issuing'])
    assert.is(statSync(pki.file('private', key)).mode & 0o777, 0o600, key);
  assert.is(statSync(join(pki.directory, 'private')).mode & 0o777, 0o700);
});

test('a certificate that is revoked is so to OpenSSL, also after its list was renewed', async ({
  pki,
}) => {
  const [first, second] = [await pki.supplier('xmlSigning'), await pki.supplier('xmlSigning')];
  await revokeIn(pki.directory, first.certificate, 'keyCompromise', NOW + 10);
  await renewLists(pki.directory, NOW + 20);
  assert.is(judged(pki, first.name, 'market'), 'certificate revoked');
  assert.is(judged(pki, second.name, 'market'), 'OK');
  const crl = ['crl', '-noout', '-text', '-in', pki.file('crl', 'market-issuing')];
  const text = execFileSync('openssl', crl, { encoding: 'utf8' });
  assert.match(text, /X509v3 CRL Number: *\n *3\n/);
  assert.match(text, /X509v3 CRL Reason Code: *\n *Key Compromise/);
});

test('a certificate is revoked once, and by its own authority', async ({ pki }) => {
  const { certificate } = await pki.supplier('transport');
  const other = await makePki();
  const revoke = (directory: string) => revokeIn(directory, certificate, 'superseded', NOW);
  await revoke(pki.directory);
  await rejects(revoke(pki.directory), /revoked already/);
  await rejects(revoke(other.directory), /no authority of this folder/);
  other.remove();
});

test('what cannot be right is not issued', async ({ pki }) => {
  const past = { notBeforeUtcSeconds: NOW, notAfterUtcSeconds: NOW - 1 };
  await rejects(pki.supplier('transport', { validity: past }), /ends before/);
  const long = { notBeforeUtcSeconds: NOW, notAfterUtcSeconds: NOW + 100 * 31_557_600 };
  await rejects(pki.supplier('transport', { validity: long }), /that of its authority/);
  await rejects(pki.supplier('xmlSigning', { hosts: ['a.example'] }), /has none/);
  await pki.supplier('transport');
  await rejects(pki.issue({ eui64: SUPPLIER, use: 'transport' }), /is a party already/);
  await rejects(makeAuthorities(pki.directory, 'Again', NOW), /holds authorities already/);
});

async function rejects(promise: Promise<unknown>, words: RegExp): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: Error) => reason,
  );
  assert.match(String(error?.message), words);
}

test('nobody is called what a broker calls its clients, nor by no name', async ({ pki }) => {
  const named = (name: string) =>
    pki.supplier('xmlSigning', { party: { role: 'other', name } }).then(() => 'issued', String);
  for (const name of ['head-end', 'party:90b3d51f30020000', '00db1234567890a0', 'gateway:x'])
    assert.match(await named(name), /is what brokers call/, name);
  for (const name of ['', ' Alpha', 'a'.repeat(65), 'a\nb'])
    assert.match(await named(name), /expected 1 to 64 characters/, name);
  assert.is(await named('Énergie & Söhne'), 'issued');
});

test('a host is a name or an address', async ({ pki }) => {
  const at = (host: string) =>
    pki.supplier('transport', { hosts: [host] }).then(() => 'issued', String);
  for (const host of ['foo bar', '300.1.1.1', '*.example', 'https://a.example', ''])
    assert.match(await at(host), /host: expected a name or an address/, host);
  for (const host of ['a-1.example', 'localhost', '::1', '10.0.0.1'])
    assert.is(await at(host), 'issued', host);
});

test.run();
