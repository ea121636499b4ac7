/** The meter's own two keys that may be exchanged: made here, and in force with their certificate. */
import { equalBytes } from '../../../protocol/bytes.ts';
import type { Certificate, CertifiedKey } from '../../../protocol/certificates/certificate.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { credentialType } from '../../../protocol/services/credential-shapes.ts';
import type { MeterState } from '../state.ts';

type CredentialType = ValueOf<typeof credentialType>;

export function newKeyOf(crypto: Crypto, type: CredentialType, secret: Uint8Array): CertifiedKey {
  return type === 'DigitalSignature'
    ? { kind: 'Ed25519', bytes: crypto.ed25519.publicKey(secret) }
    : { kind: 'X25519', bytes: crypto.x25519.publicKey(secret) };
}

/** A pair that waits for its certificate; one that waited before is forgotten. */
export function withNewKey(
  state: MeterState,
  type: CredentialType,
  secret: Uint8Array,
): MeterState {
  const name = type === 'DigitalSignature' ? 'nextSigningSecret' : 'nextAgreementSecret';
  return { ...state, ownKeys: { ...state.ownKeys, [name]: secret } };
}

/** With the pair that the certificate is of in force; undefined when no pair waits that is. */
export function certified(
  crypto: Crypto,
  state: MeterState,
  certificate: Certificate,
): MeterState | undefined {
  const { key, usages } = certificate;
  if (key.kind === 'Ed25519' && usages.has('digitalSignature'))
    return certifiedSigning(crypto, state, certificate);
  if (key.kind === 'X25519' && usages.has('keyAgreement'))
    return certifiedAgreement(crypto, state, certificate);
  return undefined;
}

function certifiedSigning(
  crypto: Crypto,
  state: MeterState,
  { key, whole: signingCertificate }: Certificate,
): MeterState | undefined {
  const { nextSigningSecret, ...rest } = state.ownKeys ?? {};
  if (!nextSigningSecret) return undefined;
  const signingPublic = crypto.ed25519.publicKey(nextSigningSecret);
  if (!equalBytes(signingPublic, key.bytes)) return undefined;
  const fresh = { signingSecret: nextSigningSecret, signingPublic, signingCertificate };
  return { ...state, ownKeys: rest, identity: { ...state.identity, ...fresh } };
}

/**
 * The key before is accepted until a command comes under the new: the answer to this one may be lost. One that still
 * counts beside the key in force is what this command came under, and goes on counting.
 */
function certifiedAgreement(
  crypto: Crypto,
  state: MeterState,
  { key, whole: agreementCertificate }: Certificate,
): MeterState | undefined {
  const { nextAgreementSecret, ...rest } = state.ownKeys ?? {};
  if (!nextAgreementSecret) return undefined;
  const agreementPublic = crypto.x25519.publicKey(nextAgreementSecret);
  if (!equalBytes(agreementPublic, key.bytes)) return undefined;
  const previousAgreementSecret = rest.previousAgreementSecret ?? state.identity.agreementSecret;
  const fresh = { agreementSecret: nextAgreementSecret, agreementPublic, agreementCertificate };
  return {
    ...state,
    ownKeys: { ...rest, previousAgreementSecret },
    identity: { ...state.identity, ...fresh },
  };
}

/** The head-end uses the new key: the one before is good for nothing any more. */
export function withoutPrevious(state: MeterState): MeterState {
  if (!state.ownKeys?.previousAgreementSecret) return state;
  const { previousAgreementSecret: _, ...ownKeys } = state.ownKeys;
  return { ...state, ownKeys };
}
