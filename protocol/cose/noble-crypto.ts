/** The portable crypto provider, of noble's audited pure-JavaScript parts: what a meter uses. */
import { gcm } from '@noble/ciphers/aes.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { concat, equalBytes } from '../bytes.ts';
import { assert } from '../refused.ts';
import type { Crypto, MacKey } from './crypto.ts';

const POINT_BYTES = 65;
const UNCOMPRESSED = 4;
const { Point } = ed25519;
const SIGNATURE_BYTES = 64;

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

/** A point in its one encoding and not of small order: with such a key anything at all is signed. */
export function isSigningKey(publicKey: Uint8Array): boolean {
  return attempt(() => !Point.fromBytes(publicKey).isSmallOrder()) ?? false;
}

/**
 * RFC 8032 §5.1.7 without the cofactor, R compared as bytes: what OpenSSL does, so that both ends judge
 * alike. Noble's own check is with the cofactor and takes more.
 */
function verifies(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || !isSigningKey(publicKey)) return false;
  const commitment = signature.subarray(0, SIGNATURE_BYTES / 2);
  const hash = sha512(concat(commitment, publicKey, message));
  const challenge = Point.Fn.create(bytesToNumberLE(hash));
  // Throws unless the scalar is below the group order.
  const signed = Point.BASE.multiplyUnsafe(bytesToNumberLE(signature.subarray(commitment.length)));
  const right = signed.subtract(Point.fromBytes(publicKey).multiplyUnsafe(challenge));
  return equalBytes(right.toBytes(), commitment);
}

export const nobleCrypto: Crypto = {
  name: 'noble',
  sha256,
  macKey: nobleMacKey,
  ed25519: {
    publicKey: ed25519.getPublicKey,
    sign: (secret, message) => ed25519.sign(message, secret),
    verify: (publicKey, message, signature) =>
      attempt(() => verifies(publicKey, message, signature)) ?? false,
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
