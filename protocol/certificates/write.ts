/** The parts that requests for certificates and certificates are made of, as DER. */
import { type Eui64, eui64Bytes } from '../identifiers/eui64.ts';
import type { CertifiedKey } from './certificate.ts';
import { der, derBits, derOid, TAG } from './der.ts';
import { OID } from './object-identifiers.ts';

const KEY_ALGORITHMS: Readonly<Record<CertifiedKey['kind'], Uint8Array>> = {
  Ed25519: der(TAG.sequence, derOid(OID.ed25519)),
  X25519: der(TAG.sequence, derOid(OID.x25519)),
  'P-256': der(TAG.sequence, derOid(OID.ecPublicKey), derOid(OID.p256)),
};
export const ED25519_SIGNATURE = KEY_ALGORITHMS.Ed25519;

/** SubjectPublicKeyInfo. */
export const derPublicKey = ({ kind, bytes }: CertifiedKey): Uint8Array =>
  der(TAG.sequence, KEY_ALGORITHMS[kind], derBits(bytes));

/** A name that is an EUI-64, after the parts of a name that come before it. */
export function derName(eui64: Eui64 | undefined, ...before: readonly Uint8Array[]): Uint8Array {
  const identifier =
    eui64 === undefined ? [] : [derNamePart(OID.uniqueIdentifier, derBits(eui64Bytes(eui64)))];
  return der(TAG.sequence, ...before, ...identifier);
}

export const derNamePart = (oid: string, value: Uint8Array): Uint8Array =>
  der(TAG.set, der(TAG.sequence, derOid(oid), value));
