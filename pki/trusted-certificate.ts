/** One certificate of a party or device: read strictly, under an authority that is known, for one use. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { readCertificate } from '../protocol/certificates/certificate.ts';
import { refuseDer } from '../protocol/certificates/der.ts';
import { OID } from '../protocol/certificates/object-identifiers.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { type Authority, findIssuer } from './chain.ts';
import { type NamePart, nameText, partOf, readName } from './names.ts';
import { PKI_OID } from './object-identifiers.ts';
import { type RoleName, roleOf } from './roles.ts';
import { AUTHORITY_KEYS, type CertificateUse, USES, useOf } from './uses.ts';

export type TrustedCertificate = {
  readonly eui64: Eui64;
  readonly use: CertificateUse;
  /** A name of pki/roles.ts, or `device`. */
  readonly role: RoleName | 'device';
  /** The party's; of a device its EUI-64. */
  readonly name: string;
  /** As X509IssuerName, RFC 4514. */
  readonly issuerName: string;
  readonly serialNumber: bigint;
  readonly publicKey: KeyObject;
  readonly notBeforeUtcSeconds: number;
  readonly notAfterUtcSeconds: number;
  /** SHA-256 of the DER, in hexadecimal. */
  readonly fingerprint: string;
};

/** Throws Refused (CERTIFICATE_REFUSED) with what is not as it must be. Time and lists are not looked at. */
export function judge(bytes: Uint8Array, authorities: readonly Authority[]): TrustedCertificate {
  const certificate = readCertificate(bytes);
  if (certificate.isAuthority) refuseDer('is of an authority');
  const issuer = findIssuer(certificate, authorities);
  if (!issuer) return refuseDer('was issued by no authority of this folder');
  const node = new X509Certificate(bytes);
  const { eui64, notBeforeUtcSeconds, notAfterUtcSeconds } = certificate;
  if (eui64 === undefined) return refuseDer('says no EUI-64');
  const subject = readName(certificate.subject);
  const role = roleIn(subject);
  const use = useOf(certificate, role, node.keyUsage ?? []);
  if (use === undefined) return refuseDer('is for no use that is known, or for several');
  if (issuer.keyKind !== AUTHORITY_KEYS[USES[use].hierarchy])
    refuseDer(`is for ${use}, which its authority certifies nobody for`);
  return {
    eui64,
    use,
    role,
    name: partOf(subject, PKI_OID.organization) ?? eui64,
    issuerName: nameText(readName(certificate.issuer)),
    serialNumber: BigInt(`0x${node.serialNumber}`),
    publicKey: node.publicKey,
    notBeforeUtcSeconds,
    notAfterUtcSeconds,
    fingerprint: node.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** A party has its identifier and its role in its subject; a device has neither there. */
function roleIn(subject: readonly NamePart[]): RoleName | 'device' {
  if (!subject.some(({ oid }) => oid === OID.uniqueIdentifier)) return 'device';
  const unit = partOf(subject, OID.organizationalUnit);
  return (unit === undefined ? undefined : roleOf(unit)) ?? refuseDer('says no role in its OU');
}
