import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HEAD_END, makePki, NOW, type TestPki } from '../pki/pki.testing.ts';
import { renewLists } from '../pki/revoke.ts';
import { expectIdentity, loadIdentity } from './identity.ts';
import { endingSoon, loadSecurity } from './security.ts';

const test = suite<{ pki: TestPki }>('a head-end’s certificates');
const party = { role: 'accessControlBroker', name: 'Head-end' } as const;
test.before.each(async (context) => {
  context.pki = await makePki();
  for (const use of ['keyAgreement', 'xmlSigning', 'transport'] as const)
    await context.pki.issue({ eui64: HEAD_END, use, party });
});
test.after.each(({ pki }) => pki.remove());

test('say who it is, and its keys are those certified', ({ pki }) => {
  const { identity, xmlSigner, trust } = loadSecurity(pki.directory, NOW);
  assert.is(identity.eui64, HEAD_END);
  assert.is(identity.agreementSecret.length, 32);
  const { issuerName, serialNumber } = xmlSigner;
  assert.is(trust.find(issuerName, serialNumber)?.eui64, HEAD_END);
});

test('are looked at before it starts: in time, lists too, and of one head-end', async ({ pki }) => {
  const load = (atUtcSeconds: number) => () => loadSecurity(pki.directory, atUtcSeconds);
  assert.throws(load(NOW + 400 * 86_400), /list of market-issuing is out of date/);
  assert.throws(load(NOW - 1), /no certificate for keyAgreement/);
  await pki.issue({ eui64: '90-B3-D5-1F-30-00-00-09', use: 'transport', party });
  assert.throws(load(NOW), /of 2 head-ends/);
});

test('with the key of another are refused', ({ pki }) => {
  const key = pki.file('private', '90b3d51f30000001-xmlSigning');
  writeFileSync(
    key,
    loadIdentity(join(pki.directory, 'other.json')).xmlSigningKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
  );
  assert.throws(() => loadSecurity(pki.directory, NOW), /is not the key of its certificate/);
});

test('are not for data of another head-end', ({ pki }) => {
  const file = join(pki.directory, 'identity.json');
  expectIdentity(file, HEAD_END);
  const { eui64 } = loadIdentity(file);
  expectIdentity(file, eui64);
  assert.throws(() => expectIdentity(file, HEAD_END), new RegExp(`is of ${eui64}`));
});

test('a damaged identity is named, and nothing of it is told', ({ pki }) => {
  const file = join(pki.directory, 'identity.json');
  const secret = 'c0ffee'.repeat(10);
  for (const text of [secret, `{"agreementSecret":"${secret}`, 'null'])
    try {
      writeFileSync(file, text);
      loadIdentity(file);
      assert.unreachable();
    } catch (error) {
      assert.match((error as Error).message, `${file}: `);
      assert.not.match((error as Error).message, /c0ff/);
    }
});

test('are called to mind before they end, and not once they are renewed', async ({ pki }) => {
  const soon = NOW + 340 * 86_400;
  const before = endingSoon(loadSecurity(pki.directory, NOW), soon);
  assert.equal(before.length, 4);
  assert.match(before.join(), /the list of market-issuing ends in 26 days/);
  await renewLists(pki.directory, soon);
  assert.equal(endingSoon(loadSecurity(pki.directory, NOW), soon), []);
  const atEnd = NOW + 2 * 365 * 86_400;
  await renewLists(pki.directory, atEnd);
  const security = loadSecurity(pki.directory, NOW);
  assert.match(endingSoon(security, atEnd).join(), /certificate for transport ends in 0 days/);
  for (const use of ['transport', 'xmlSigning'] as const)
    await pki.issue({
      ...{ eui64: HEAD_END, use, party },
      validity: { notBeforeUtcSeconds: NOW, notAfterUtcSeconds: NOW + 1_000 * 86_400 },
    });
  security.trust.reload();
  assert.equal(endingSoon(security, atEnd), []);
});

test.run();
