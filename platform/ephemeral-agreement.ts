/**
 * X25519 with a key of one use: made here and gone when the call ends. The provider in node-crypto.ts keeps
 * the keys it has imported, which is right for keys that come again and wrong for these.
 */
import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';

export type EphemeralAgreement = {
  /** 32 bytes each. */
  readonly ephemeralPublic: Uint8Array;
  readonly sharedSecret: Uint8Array;
};

const x25519Key = (publicKey: Uint8Array): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });

/** Undefined for a public key of small order, or that is none. */
export function ephemeralAgreement(publicKey: Uint8Array): EphemeralAgreement | undefined {
  const own = generateKeyPairSync('x25519');
  const { x = '' } = own.publicKey.export({ format: 'jwk' });
  try {
    const shared = diffieHellman({ privateKey: own.privateKey, publicKey: x25519Key(publicKey) });
    return {
      ephemeralPublic: new Uint8Array(Buffer.from(x, 'base64url')),
      sharedSecret: new Uint8Array(shared),
    };
  } catch {
    return undefined;
  }
}
