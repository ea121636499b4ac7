/** The portable crypto provider, of noble's audited pure-JavaScript parts: what a meter uses. */
import { gcm } from '@noble/ciphers/aes.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { assert } from '../refused.ts';
import type { Crypto, MacKey } from './crypto.ts';

const POINT_BYTES = 65;
const UNCOMPRESSED = 4;
// Strict RFC 8032, as OpenSSL checks; noble's default (ZIP 215) accepts more.
const STRICT = { zip215: false };

// One working copy for all keys, cleaned by each digest: a new one per message halves the speed.
const scratch = hmac.create(sha256, new Uint8Array(0));

/** HMAC-SHA-256 with both padded keys already hashed: fastest known for messages of a few blocks. */
export function nobleMacKey(key: Uint8Array): MacKey {
  const prepared = hmac.create(sha256, key);
  return {
    mac(...parts) {
      prepared._cloneInto(scratch);
      for (const part of parts) scratch.update(part);
      return scratch.digest();
    },
  };
}

/** Noble throws on what it does not accept, tags and points alike. */
function attempt<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch {
    return undefined;
  }
}

export const nobleCrypto: Crypto = {
  name: 'noble',
  sha256,
  macKey: nobleMacKey,
  ed25519: {
    publicKey: ed25519.getPublicKey,
    sign: (secret, message) => ed25519.sign(message, secret),
    verify: (publicKey, message, signature) =>
      attempt(() => ed25519.verify(signature, message, publicKey, STRICT)) ?? false,
  },
  x25519: {
    publicKey: x25519.getPublicKey,
    sharedSecret(secret, publicKey) {
      assert(secret.length === 32, 'an X25519 secret has 32 bytes');
      return attempt(() => x25519.getSharedSecret(secret, publicKey));
    },
  },
  p256: {
    publicKey: (secret) => p256.getPublicKey(secret, false),
    sharedSecret(secret, publicKey) {
      assert(p256.utils.isValidSecretKey(secret), 'a P-256 secret is 1 to n - 1 in 32 bytes');
      if (publicKey.length !== POINT_BYTES || publicKey[0] !== UNCOMPRESSED) return undefined;
      return attempt(() => p256.getSharedSecret(secret, publicKey, false).slice(1, 33));
    },
  },
  aes128gcm: {
    seal: (key, nonce, plaintext, aad) => gcm(key, nonce, aad).encrypt(plaintext),
    open: (key, nonce, ciphertext, aad) => attempt(() => gcm(key, nonce, aad).decrypt(ciphertext)),
  },
  equal(a, b) {
    if (a.length !== b.length) return false;
    let difference = 0;
    for (let at = 0; at < a.length; at++) difference |= (a[at] as number) ^ (b[at] as number);
    return difference === 0;
  },
};
