/** Whose signature a document bears, if it is one: the certificate it names, the digest, the signature. */
import { createHash, type KeyObject, verify } from 'node:crypto';
import type { Eui64 } from '../../../../protocol/identifiers/eui64.ts';
import { parseRequestId } from '../../../../protocol/identifiers/request-id.ts';
import { Refused } from '../../../../protocol/refused.ts';
import { Fault } from '../../../faults.ts';
import { DUIS } from '../document.ts';
import type { DuisRequestRead } from '../request.ts';
import type { DuisResponseRead } from '../response.ts';
import type { Smets1Spans } from '../smets1.ts';
import { type Span, XmlCursor } from '../xml-cursor.ts';
import type { Namespaces } from '../xml-tags.ts';
import { canonicalForm } from './canonical.ts';
import { readSignature, type SignatureRead } from './read-signature.ts';

export type SigningCertificate = { readonly eui64: Eui64; readonly publicKey: KeyObject };

/** What is asked of a trust store. */
export interface SigningCertificates {
  find(issuerName: string, serialNumber: bigint): SigningCertificate | undefined;
  /** Why the certificate is not good for signing documents at that time; undefined if it is. */
  problemOf(
    certificate: SigningCertificate,
    use: 'xmlSigning',
    atUtcSeconds: number,
  ): string | undefined;
  /** Is there a certificate of the party on record, whatever its state? */
  has(eui64: Eui64, use: 'xmlSigning'): boolean;
}

/**
 * The originator of the request, which has signed it. `read` is what was read from `xml`. Throws
 * Fault (SIGNATURE_…).
 */
export function verifyRequest(
  { header, signature }: Pick<DuisRequestRead, 'header' | 'signature'>,
  xml: string,
  certificates: SigningCertificates,
  atUtcSeconds: number,
): Eui64 {
  const { originator } = parseRequestId(header.requestId);
  return verifySigned(xml, signature, originator, certificates, atUtcSeconds);
}

/**
 * That the head-end has signed the response, and by itself the part of it that bears its own
 * signature. `read` is what was read from `xml`. Throws Fault (SIGNATURE_…).
 */
export function verifyResponse(
  { signature, smets1 }: Pick<DuisResponseRead, 'signature' | 'smets1'>,
  xml: string,
  headEnd: Eui64,
  certificates: SigningCertificates,
  atUtcSeconds: number,
): Eui64 {
  verifySigned(xml, signature, headEnd, certificates, atUtcSeconds);
  if (smets1) verifyPart(smets1, xml, headEnd, certificates, atUtcSeconds);
  return headEnd;
}

/** It is signed as a document of its own, with the namespaces that are declared where it stands. */
function verifyPart(
  { signedResponse: [start, end], signature: [from, to], namespaces }: Smets1Spans,
  xml: string,
  ...rest: readonly [headEnd: Eui64, certificates: SigningCertificates, atUtcSeconds: number]
): void {
  try {
    verifySigned(xml.slice(start, end), [from - start, to - start], ...rest, namespaces);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.code, `the part that is signed by itself: ${error.detail}`);
  }
}

/**
 * That `signer` has signed the document, which has been read, and whose root element is of DUIS.
 * `signature` is where ds:Signature stands, the last child of the root; `outer` are the namespaces
 * declared around it, where it was cut out of another. Throws Fault (SIGNATURE_…).
 */
export function verifySigned(
  xml: string,
  signature: Span | undefined,
  signer: Eui64,
  certificates: SigningCertificates,
  atUtcSeconds: number,
  outer?: Namespaces,
): Eui64 {
  if (!signature) throw new Fault('SIGNATURE_MISSING');
  const c = new XmlCursor(xml, DUIS, undefined, outer);
  const read = readStrictly(xml.slice(...signature), c.namespaces);
  const { issuerName, serialNumber } = read;
  const certificate = certificates.find(issuerName, serialNumber);
  if (!certificate) throw new Fault('SIGNATURE_CERTIFICATE', 'unknown');
  const { eui64, publicKey } = certificate;
  if (eui64 !== signer) throw new Fault('SIGNATURE_SIGNER', `the certificate is ${eui64}'s`);
  const problem = certificates.problemOf(certificate, 'xmlSigning', atUtcSeconds);
  if (problem !== undefined) throw new Fault('SIGNATURE_CERTIFICATE', problem);
  if (!isP256(publicKey)) throw new Fault('SIGNATURE_CERTIFICATE', 'not a key on P-256');
  // Before the digest, so that megabytes are worked through only for who holds the key.
  if (!isSigned(read, publicKey)) throw new Fault('SIGNATURE_WRONG', 'of another key');
  const digest = createHash('sha256')
    .update(canonicalForm(c, read.method, signature[0]))
    .digest();
  if (!digest.equals(read.digest)) throw new Fault('SIGNATURE_WRONG', 'over another document');
  return eui64;
}

function readStrictly(xml: string, outer: Namespaces): SignatureRead {
  try {
    return readSignature(xml, outer);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Fault('SIGNATURE_FORM', `${error.path}: ${error.reason}`);
  }
}

const isP256 = (key: KeyObject) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1';

function isSigned({ signedInfo, value }: SignatureRead, key: KeyObject): boolean {
  return verify('sha256', Buffer.from(signedInfo), { key, dsaEncoding: 'ieee-p1363' }, value);
}
