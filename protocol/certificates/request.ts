/** Certification requests (PKCS #10, RFC 2986): what a device hands out of a key pair it has just made. */
import type { Crypto } from '../cose/crypto.ts';
import type { Eui64 } from '../identifiers/eui64.ts';
import type { CertifiedKey } from './certificate.ts';
import { context, der, derBits, TAG } from './der.ts';
import { derName, derPublicKey, ED25519_SIGNATURE } from './write.ts';

const VERSION_1 = Uint8Array.of(0);

/**
 * Signed with the key itself if it is one that signs; a key for agreement cannot, so the device's signing key
 * vouches for it.
 */
export function certificationRequest(
  crypto: Crypto,
  subject: Eui64,
  key: CertifiedKey,
  signingSecret: Uint8Array,
): Uint8Array {
  const info = der(
    TAG.sequence,
    der(TAG.integer, VERSION_1),
    derName(subject),
    derPublicKey(key),
    der(context(0)),
  );
  return der(
    TAG.sequence,
    info,
    ED25519_SIGNATURE,
    derBits(crypto.ed25519.sign(signingSecret, info)),
  );
}
