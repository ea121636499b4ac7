import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ephemeralAgreement } from './ephemeral-agreement.ts';
import { nodeCrypto } from './node-crypto.ts';

const test = suite('ephemeral agreement');
const SECRET = new Uint8Array(32).fill(7);

test('the other side agrees on the same secret, and on another one each time', () => {
  const publicKey = nodeCrypto.x25519.publicKey(SECRET);
  const [one, two] = [ephemeralAgreement(publicKey), ephemeralAgreement(publicKey)];
  assert.ok(one && two);
  assert.equal(nodeCrypto.x25519.sharedSecret(SECRET, one.ephemeralPublic), one.sharedSecret);
  assert.not.equal(one.sharedSecret, two.sharedSecret);
});

test('with a key of small order, or that is none, there is no agreement', () => {
  for (const publicKey of [new Uint8Array(32), new Uint8Array(31).fill(9), new Uint8Array()])
    assert.is(ephemeralAgreement(publicKey), undefined);
});

test.run();
