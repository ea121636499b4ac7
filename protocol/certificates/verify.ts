/** Does a certificate lead to the root? Only signatures of Ed25519 are verified: a meter has no other. */
import { equalBytes } from '../bytes.ts';
import type { Crypto } from '../cose/crypto.ts';
import type { Certificate } from './certificate.ts';
import { OID } from './object-identifiers.ts';

/** False for another kind of signature too. */
export function isSignedBy(
  crypto: Crypto,
  { signed, signature, signatureAlgorithm }: Certificate,
  signingPublic: Uint8Array,
): boolean {
  return (
    signatureAlgorithm === OID.ed25519 && crypto.ed25519.verify(signingPublic, signed, signature)
  );
}

/** No way to the root is longer: the root itself, and three authorities. */
const STEPS_MAX = 4;

/**
 * From the certificate over authorities of the path, in any order, to one that the root has signed. Each
 * issuer must be an authority that may sign certificates.
 */
export function leadsTo(
  crypto: Crypto,
  certificate: Certificate,
  path: readonly Certificate[],
  rootPublic: Uint8Array,
): boolean {
  let current = certificate;
  for (let step = 0; step < STEPS_MAX; step++) {
    if (isSignedBy(crypto, current, rootPublic)) return true;
    const below = current;
    const issuer = path.find(
      (one) => one !== below && mayIssue(one) && equalBytes(one.subject, below.issuer),
    );
    if (issuer?.key.kind !== 'Ed25519' || !isSignedBy(crypto, below, issuer.key.bytes))
      return false;
    current = issuer;
  }
  return false;
}

const mayIssue = ({ isAuthority, usages }: Certificate): boolean =>
  isAuthority && usages.has('keyCertSign');

export const isInTime = (
  { notBeforeUtcSeconds, notAfterUtcSeconds }: Certificate,
  utcSeconds: number,
): boolean => notBeforeUtcSeconds <= utcSeconds && utcSeconds <= notAfterUtcSeconds;
