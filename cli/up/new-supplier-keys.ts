/** The keys that a new supplier gives with its switch, and the root by which meters judge them; out of a folder of certificates. */
import { credentialOf } from '../../pki/credentials.ts';
import { fileIn, pemBytes, readText } from '../../pki/directory.ts';
import { TrustStore } from '../../pki/trust-store.ts';
import { readCertificate } from '../../protocol/certificates/certificate.ts';
import type { TrustAnchors } from '../../protocol/credentials.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { keysOfNewSupplier } from '../../protocol/registration/switch-shapes.ts';

const authority = (pki: string, name: string): Uint8Array =>
  pemBytes(readText(fileIn(pki, 'authorities', name)), 'CERTIFICATE');

export const rootAnchor = (pki: string): NonNullable<TrustAnchors['root']> => ({
  signingPublic: readCertificate(authority(pki, 'message-root')).key.bytes,
});

/** Throws Refused when the folder has not both certificates of the supplier. */
export function replacementOf(
  pki: string,
  supplier: Eui64,
  nowUtcSeconds: number,
): ValueOf<typeof keysOfNewSupplier> {
  const store = TrustStore.load(pki);
  const certificate = (use: 'digitalSigning' | 'prepaymentKeyAgreement') =>
    pemBytes(credentialOf(store, supplier, use, nowUtcSeconds).pem, 'CERTIFICATE');
  return {
    supplierFloorSeqNumber: 1n,
    supplierPrepaymentTopUpFloorSeqNumber: 1n << 32n,
    supplierReplacementCertificates: {
      digitalSigningCertificate: certificate('digitalSigning'),
      keyAgreementTopUpCertificate: certificate('prepaymentKeyAgreement'),
    },
    certificationPathCertificates: { certificates: [authority(pki, 'message-issuing')] },
    applyTimeBasedCpvChecks: true,
  };
}
