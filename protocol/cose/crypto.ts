/**
 * The cryptography both ends need, behind one interface, so that a board may use its accelerator and
 * a server its library. Every provider passes the same vectors; none keeps secrets beyond the call,
 * except a prepared MAC key and, where it says so, imported keys. Nothing here is random: what must be
 * is an argument.
 */

/** A key made ready once (the padded key is hashed once) and used for many short messages. */
export interface MacKey {
  /** HMAC-SHA-256 (RFC 2104) over the parts joined: 32 bytes. */
  mac(...parts: readonly Uint8Array[]): Uint8Array;
}

export interface Crypto {
  readonly name: string;
  sha256(bytes: Uint8Array): Uint8Array;
  macKey(key: Uint8Array): MacKey;
  /** Ed25519 (RFC 8032). Secrets are the 32-byte seed, public keys 32 bytes, signatures 64. */
  readonly ed25519: {
    publicKey(secret: Uint8Array): Uint8Array;
    sign(secret: Uint8Array, message: Uint8Array): Uint8Array;
    /** False for anything wrong, of any length. */
    verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  };
  /** X25519 (RFC 7748), 32 bytes each. */
  readonly x25519: {
    publicKey(secret: Uint8Array): Uint8Array;
    /** Undefined for a low-order point: an all-zero secret is never used (RFC 7748 §6.1). */
    sharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
  };
  /** NIST P-256: secrets 32 bytes, public keys 65 (uncompressed). For prepayment keys and UTRNs. */
  readonly p256: {
    publicKey(secret: Uint8Array): Uint8Array;
    /** The x coordinate; undefined when the public key is not a point of the curve. */
    sharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
  };
  /** AES-128-GCM (SP 800-38D), 12-byte nonce, 16-byte tag at the end of the ciphertext. */
  readonly aes128gcm: {
    seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array;
    /** Undefined when the tag does not verify. */
    open(
      key: Uint8Array,
      nonce: Uint8Array,
      ciphertext: Uint8Array,
      aad: Uint8Array,
    ): Uint8Array | undefined;
  };
  /** In constant time for equal lengths. */
  equal(a: Uint8Array, b: Uint8Array): boolean;
}
