import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { seededIdentity } from '../../board/factory.ts';
import { agreedWithSupplier } from './agreement.ts';

const test = suite('the agreement with a supplier');

const meter = seededIdentity(nodeCrypto, 'agreement', 1);
const supplierOf = (index: number) => {
  const { eui64, signingPublic, prepaymentPublic } = seededIdentity(nodeCrypto, 'supplier', index);
  return { eui64, signingPublic, prepaymentPublic };
};

function counting(): { readonly crypto: Crypto; readonly agreements: () => number } {
  let agreements = 0;
  const sharedSecret: Crypto['p256']['sharedSecret'] = (secret, publicKey) => {
    agreements += 1;
    return nodeCrypto.p256.sharedSecret(secret, publicKey);
  };
  const crypto = { ...nodeCrypto, p256: { ...nodeCrypto.p256, sharedSecret } };
  return { crypto, agreements: () => agreements };
}

test('is made once for the same keys, and is what the supplier has', () => {
  const { crypto, agreements } = counting();
  const supplier = supplierOf(1);
  const identity = { ...meter };
  const first = agreedWithSupplier(crypto, identity, supplier);
  assert.is(agreedWithSupplier(crypto, identity, supplier), first);
  assert.is(agreements(), 1);
  const { prepaymentSecret } = seededIdentity(nodeCrypto, 'supplier', 1);
  assert.equal(first, nodeCrypto.p256.sharedSecret(prepaymentSecret, meter.prepaymentPublic));
});

test('is another after a change of supplier, and after the change back', () => {
  const { crypto, agreements } = counting();
  const identity = { ...meter };
  const [one, other] = [supplierOf(1), supplierOf(2)];
  const secrets = [one, other, one].map((supplier) =>
    agreedWithSupplier(crypto, identity, supplier),
  );
  assert.equal(secrets[0], secrets[2]);
  assert.not.equal(secrets[0], secrets[1]);
  assert.is(agreements(), 3);
});

test('is none with a key that is no point of the curve', () => {
  const supplier = { ...supplierOf(1), prepaymentPublic: new Uint8Array(65) };
  assert.is(agreedWithSupplier(nodeCrypto, { ...meter }, supplier), undefined);
});
test.run();
