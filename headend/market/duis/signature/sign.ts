/**
 * Enveloped XML signatures in the one profile DUIS uses: the whole document, exclusive C14N, SHA-256,
 * ECDSA-SHA256 on P-256, the key named by issuer and serial number. What is signed is text this
 * project wrote in canonical form, so nothing is canonicalised here.
 */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { inText } from '../xml-write.ts';
import { ECDSA_SHA256, ENVELOPED, EXCLUSIVE_C14N, SHA256, XMLDSIG } from './profile.ts';

export type XmlSigner = {
  /** A P-256 private key. */
  readonly key: KeyObject;
  /** The certificate's issuer, as RFC 4514 writes names, and its serial number. */
  readonly issuerName: string;
  readonly serialNumber: bigint;
};

/** The document with a signature over all of it as its last element; `canonical` as for `xmlSignature`. */
export function signedDocument(signer: XmlSigner, canonical: string): string {
  const end = canonical.lastIndexOf('</');
  return canonical.slice(0, end) + xmlSignature(signer, canonical) + canonical.slice(end);
}

/**
 * The `ds:Signature` over a document, to be put before its last end tag. `canonical` is the document
 * without it, in exclusive canonical form.
 */
export function xmlSignature(signer: XmlSigner, canonical: string): string {
  const digest = createHash('sha256').update(canonical).digest('base64');
  const signedInfo = signedInfoOf(digest);
  // Canonical form puts the namespace on the element that is signed apart from its parent.
  const alone = signedInfo.replace('<ds:SignedInfo>', `<ds:SignedInfo xmlns:ds="${XMLDSIG}">`);
  const value = sign('sha256', Buffer.from(alone), { key: signer.key, dsaEncoding: 'ieee-p1363' });
  return (
    `<ds:Signature xmlns:ds="${XMLDSIG}">${signedInfo}` +
    `<ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue>${keyInfo(signer)}</ds:Signature>`
  );
}

function signedInfoOf(digest: string): string {
  const method = (name: string, algorithm: string) =>
    `<ds:${name} Algorithm="${algorithm}"></ds:${name}>`;
  return (
    '<ds:SignedInfo>' +
    method('CanonicalizationMethod', EXCLUSIVE_C14N) +
    method('SignatureMethod', ECDSA_SHA256) +
    '<ds:Reference URI=""><ds:Transforms>' +
    method('Transform', ENVELOPED) +
    method('Transform', EXCLUSIVE_C14N) +
    `</ds:Transforms>${method('DigestMethod', SHA256)}` +
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`
  );
}

function keyInfo({ issuerName, serialNumber }: XmlSigner): string {
  return (
    '<ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial>' +
    `<ds:X509IssuerName>${inText(issuerName)}</ds:X509IssuerName>` +
    `<ds:X509SerialNumber>${serialNumber}</ds:X509SerialNumber>` +
    '</ds:X509IssuerSerial></ds:X509Data></ds:KeyInfo>'
  );
}
