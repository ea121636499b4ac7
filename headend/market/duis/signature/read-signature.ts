/** ds:Signature, read strictly: what the profile of DUIS does not have is refused by its name. */
import { expectElement } from '../document.ts';
import { XmlCursor } from '../xml-cursor.ts';
import type { Namespaces } from '../xml-tags.ts';
import { type CanonicalMethod, canonicalForm } from './canonical.ts';
import {
  DIGEST_BYTES,
  ECDSA_SHA256,
  ENVELOPED,
  EXCLUSIVE_C14N,
  SHA256,
  SIGNATURE_BYTES,
  XMLDSIG,
} from './profile.ts';

export type SignatureRead = {
  /** The canonical form of the document that the digest is over. */
  readonly method: CanonicalMethod;
  readonly digest: Uint8Array;
  /** ds:SignedInfo in its canonical form: what the signature is over. */
  readonly signedInfo: string;
  /** r and s. */
  readonly value: Uint8Array;
  readonly issuerName: string;
  readonly serialNumber: bigint;
};

/**
 * `xml` is the element alone, `outer` the namespaces declared around it. Throws Refused (XML_…) with
 * the path within the signature.
 */
export function readSignature(xml: string, outer: Namespaces): SignatureRead {
  const c = new XmlCursor(xml, XMLDSIG, undefined, outer);
  expectAlone(c, 'Signature');
  return c.inside(() => {
    const namespaces = c.namespaces;
    const { value: signed, span } = c.spanned(() => readSignedInfo(c));
    expectAlone(c, 'SignatureValue');
    const value = bytesOf(c, SIGNATURE_BYTES);
    const key = readKeyInfo(c);
    const alone = new XmlCursor(xml.slice(...span), XMLDSIG, undefined, namespaces);
    return { ...signed, ...key, value, signedInfo: canonicalForm(alone, 'exclusive') };
  });
}

function readSignedInfo(c: XmlCursor): Pick<SignatureRead, 'method' | 'digest'> {
  expectAlone(c, 'SignedInfo');
  return c.inside(() => {
    readMethod(c, 'CanonicalizationMethod', EXCLUSIVE_C14N);
    readMethod(c, 'SignatureMethod', ECDSA_SHA256);
    expectElement(c, 'Reference');
    expectAttribute(c, 'URI', '');
    return c.inside(() => {
      const method = readTransforms(c);
      readMethod(c, 'DigestMethod', SHA256);
      expectAlone(c, 'DigestValue');
      return { method, digest: bytesOf(c, DIGEST_BYTES) };
    });
  });
}

/** Without a second transform the digest is over Canonical XML 1.0 (XMLDSig 1.1 §4.4.3.2). */
function readTransforms(c: XmlCursor): CanonicalMethod {
  expectAlone(c, 'Transforms');
  return c.inside(() => {
    readMethod(c, 'Transform', ENVELOPED);
    if (!c.open) return 'inclusive';
    readMethod(c, 'Transform', EXCLUSIVE_C14N);
    return 'exclusive';
  });
}

function readKeyInfo(c: XmlCursor): Pick<SignatureRead, 'issuerName' | 'serialNumber'> {
  const inside = <T>(name: string, read: () => T): T => {
    expectAlone(c, name);
    return c.inside(read);
  };
  return inside('KeyInfo', () =>
    inside('X509Data', () =>
      inside('X509IssuerSerial', () => {
        expectAlone(c, 'X509IssuerName');
        const issuerName = issuerNameOf(c);
        expectAlone(c, 'X509SerialNumber');
        return { issuerName, serialNumber: serialNumberOf(c) };
      }),
    ),
  );
}

/** Looked for before anything is verified, so that it may not be a text of megabytes. */
const NAME_CHARACTERS_MAX = 1_000;

function issuerNameOf(c: XmlCursor): string {
  const at = c.mark();
  const text = c.text().trim();
  if (text.length > NAME_CHARACTERS_MAX)
    c.refuse(`expected a name of at most ${NAME_CHARACTERS_MAX} characters`, at);
  return text;
}

/** A serial number has 20 bytes at the most (RFC 5280 §4.1.2.2): 49 digits. */
function serialNumberOf(c: XmlCursor): bigint {
  const at = c.mark();
  const text = c.text().trim();
  if (!/^[0-9]{1,49}$/.test(text)) c.refuse('expected a serial number of 1 to 49 digits', at);
  return BigInt(text);
}

function expectAlone(c: XmlCursor, name: string): void {
  expectElement(c, name);
  const [attribute] = c.attributes;
  if (attribute) c.refuse(`unexpected attribute ${attribute[0]}`);
}

function expectAttribute(c: XmlCursor, name: string, value: string): void {
  const other = c.attributes.find(([found]) => found !== name);
  if (other) c.refuse(`unexpected attribute ${other[0]}`);
  const found = c.attributes[0]?.[1];
  if (found !== value)
    c.refuse(`attribute ${name}: expected "${value}", found ${shownAttribute(found)}`);
}

const shownAttribute = (value: string | undefined) =>
  value === undefined ? 'none' : `"${value.slice(0, 100)}"`;

function readMethod(c: XmlCursor, name: string, algorithm: string): void {
  expectElement(c, name);
  expectAttribute(c, 'Algorithm', algorithm);
  c.inside(() => {});
}

/** Base64 may be broken into lines anywhere; the bits it does not use must be 0. */
function bytesOf(c: XmlCursor, length: number): Uint8Array {
  const at = c.mark();
  const text = c.text().replace(/[ \t\r\n]+/g, '');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== length || bytes.toString('base64') !== text)
    c.refuse(`expected ${length} bytes in base64`, at);
  return bytes;
}
