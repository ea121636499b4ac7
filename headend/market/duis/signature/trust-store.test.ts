/** Signatures under certificates of a real trust store, from its folder to the answer. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { privateKeyIn } from '../../../../pki/directory.ts';
import {
  makePki,
  NOW,
  OTHER_SUPPLIER,
  SUPPLIER,
  type TestPki,
} from '../../../../pki/pki.testing.ts';
import { revokeIn } from '../../../../pki/revoke.ts';
import { TrustStore } from '../../../../pki/trust-store.ts';
import { Fault } from '../../../faults.ts';
import { duisRequest } from '../../client/duis-messages.ts';
import { samples } from '../../market.testing.ts';
import { readRequest, writeRequest } from '../request.ts';
import { signedDocument } from './sign.ts';
import { verifyRequest } from './verify.ts';

const YEAR_SECONDS = 366 * 86_400;
const [, topUp] = samples();
assert.ok(topUp);
const plain = writeRequest(duisRequest(topUp));

const test = suite<{ pki: TestPki }>('signatures under a trust store');
test.before.each(async (context) => {
  context.pki = await makePki();
});
test.after.each(({ pki }) => pki.remove());

/** A request signed with the certificate, its issuer's name written as `spelt`. */
function signedWith(pki: TestPki, name: string, spelt = (issuer: string) => issuer): string {
  const key = privateKeyIn(pki.directory, name);
  const { issuerName, serialNumber } = TrustStore.load(pki.directory).examine(pki.bytes(name));
  return signedDocument({ key, issuerName: spelt(issuerName), serialNumber }, plain);
}

function found(pki: TestPki, xml: string, atUtcSeconds = NOW): string {
  try {
    return verifyRequest(readRequest(xml), xml, TrustStore.load(pki.directory), atUtcSeconds);
  } catch (error) {
    if (error instanceof Fault) return `${error.code} ${error.detail}`;
    throw error;
  }
}

test('verify, however the name of the issuer is written', async ({ pki }) => {
  const { name } = await pki.supplier('xmlSigning');
  assert.is(found(pki, signedWith(pki, name)), SUPPLIER);
  assert.is(
    found(
      pki,
      signedWith(pki, name, (issuer) => issuer.replace(',', ', ')),
    ),
    SUPPLIER,
  );
});

test('do not verify before the certificate begins, nor after it ends', async ({ pki }) => {
  const validity = { notBeforeUtcSeconds: NOW, notAfterUtcSeconds: NOW + YEAR_SECONDS };
  const { name } = await pki.supplier('xmlSigning', { validity });
  const xml = signedWith(pki, name);
  assert.is(found(pki, xml, NOW - 1), 'SIGNATURE_CERTIFICATE notYetValid');
  assert.is(found(pki, xml, NOW + YEAR_SECONDS + 1), 'SIGNATURE_CERTIFICATE expired');
});

test('do not verify once the certificate is revoked', async ({ pki }) => {
  const { name } = await pki.supplier('xmlSigning');
  const xml = signedWith(pki, name);
  await revokeIn(pki.directory, pki.bytes(name), 'keyCompromise', NOW);
  assert.is(found(pki, xml, NOW + 1), 'SIGNATURE_CERTIFICATE revoked');
});

test('do not verify by a certificate for another use', async ({ pki }) => {
  const { name } = await pki.supplier('transport');
  assert.is(found(pki, signedWith(pki, name)), 'SIGNATURE_CERTIFICATE wrongUse');
});

test('do not verify by the certificate of another supplier', async ({ pki }) => {
  await pki.supplier('xmlSigning');
  const { name } = await pki.supplier('xmlSigning', { eui64: OTHER_SUPPLIER });
  assert.match(found(pki, signedWith(pki, name)), /^SIGNATURE_SIGNER/);
});

test.run();
