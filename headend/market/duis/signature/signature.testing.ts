/** Signatures of any form, made as a determined forger would: whatever is changed is signed again. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Eui64 } from '../../../../protocol/identifiers/eui64.ts';
import { DUIS } from '../document.ts';
import { XmlCursor } from '../xml-cursor.ts';
import { type CanonicalMethod, canonicalForm } from './canonical.ts';
import { ECDSA_SHA256, ENVELOPED, EXCLUSIVE_C14N, SHA256, XMLDSIG } from './profile.ts';
import type { XmlSigner } from './sign.ts';
import type { SigningCertificate, SigningCertificates } from './verify.ts';

export type TestSigner = XmlSigner & { readonly publicKey: KeyObject };
let serialNumber = 2n ** 127n;

/** A key and a certificate's name of its own. */
export function newSigner(namedCurve = 'P-256'): TestSigner {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve });
  serialNumber += 1n;
  return { key, publicKey, issuerName: 'CN=Test & Issuing CA,OU=07', serialNumber };
}

/** Certificates of parties, each good, or with the problem that is given. */
export function certificatesOf(
  ...rows: readonly (readonly [eui64: Eui64, signer: TestSigner, problem?: string])[]
): SigningCertificates {
  const entries = rows.map(([eui64, { publicKey, ...names }, problem]) => ({
    ...names,
    certificate: { eui64, publicKey },
    problem,
  }));
  const entryOf = (certificate: SigningCertificate) =>
    entries.find((entry) => entry.certificate === certificate);
  return {
    find: (issuerName, serial) =>
      entries.find((one) => one.issuerName === issuerName && one.serialNumber === serial)
        ?.certificate,
    problemOf: (certificate) => entryOf(certificate)?.problem,
    has: (eui64) => entries.some(({ certificate }) => certificate.eui64 === eui64),
  };
}

export type Forgery = {
  readonly method?: CanonicalMethod;
  readonly prefix?: string;
  /** Changes ds:SignedInfo before it is signed. */
  readonly signedInfo?: (text: string) => string;
  /** Changes ds:Signature after that. */
  readonly signature?: (text: string) => string;
};

const named = (name: string, algorithm: string) => `<ds:${name} Algorithm="${algorithm}"/>`;

function signedInfoOf(xml: string, method: CanonicalMethod): string {
  const form = canonicalForm(new XmlCursor(xml, DUIS), method);
  const digest = createHash('sha256').update(form).digest('base64');
  const second = method === 'exclusive' ? named('Transform', EXCLUSIVE_C14N) : '';
  return (
    `<ds:SignedInfo>${named('CanonicalizationMethod', EXCLUSIVE_C14N)}` +
    `${named('SignatureMethod', ECDSA_SHA256)}<ds:Reference URI=""><ds:Transforms>` +
    `${named('Transform', ENVELOPED)}${second}</ds:Transforms>${named('DigestMethod', SHA256)}` +
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`
  );
}

/** The ds:Signature over `xml`, a whole document in any form. */
export function signatureOver(xml: string, signer: XmlSigner, forgery: Forgery = {}): string {
  const { method = 'exclusive', prefix = 'ds', signedInfo, signature } = forgery;
  const prefixed = (text: string) => text.replace(/\bds(?=[:=])/g, prefix);
  const template = prefixed(signedInfoOf(xml, method));
  const info = signedInfo ? signedInfo(template) : template;
  const alone = new XmlCursor(info, XMLDSIG, undefined, new Map([[prefix, XMLDSIG]]));
  const material = Buffer.from(canonicalForm(alone, 'exclusive'));
  const value = sign('sha256', material, { key: signer.key, dsaEncoding: 'ieee-p1363' });
  const whole =
    prefixed(`<ds:Signature xmlns:ds="${XMLDSIG}">`) +
    info +
    prefixed(`<ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue>`) +
    prefixed(keyInfo(signer));
  return signature ? signature(whole) : whole;
}

const keyInfo = ({ issuerName, serialNumber: serial }: XmlSigner) =>
  '<ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial>' +
  `<ds:X509IssuerName>${issuerName.replace('&', '&amp;')}</ds:X509IssuerName>` +
  `<ds:X509SerialNumber>${serial}</ds:X509SerialNumber>` +
  '</ds:X509IssuerSerial></ds:X509Data></ds:KeyInfo></ds:Signature>';

/** The document with the signature as the last child of its root. */
export function signedAnyhow(xml: string, signer: XmlSigner, forgery?: Forgery): string {
  const end = xml.lastIndexOf('</');
  return xml.slice(0, end) + signatureOver(xml, signer, forgery) + xml.slice(end);
}
