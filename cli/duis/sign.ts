/** Signs a DUIS document as it is, right or wrong: what is in it is for whoever gets it to judge. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { DUIS, expectElement, XML_DECLARATION } from '../../headend/market/duis/document.ts';
import { canonicalForm } from '../../headend/market/duis/signature/canonical.ts';
import { XMLDSIG } from '../../headend/market/duis/signature/profile.ts';
import { signedDocument, type XmlSigner } from '../../headend/market/duis/signature/sign.ts';
import { XmlCursor } from '../../headend/market/duis/xml-cursor.ts';
import { pemBytes, readText } from '../../pki/directory.ts';
import { nameText, readName } from '../../pki/names.ts';
import { readCertificate } from '../../protocol/certificates/certificate.ts';
import { Refused } from '../../protocol/refused.ts';

/** In canonical form, with one signature over the whole; one that was there is left out. Throws Refused. */
export function signedXml(xml: string, signer: XmlSigner): string {
  const c = new XmlCursor(xml, DUIS);
  expectElement(c, 'Request', 'Response');
  const canonical = canonicalForm(c, 'exclusive', signatureIn(xml));
  return XML_DECLARATION + signedDocument(signer, canonical);
}

/** Where the signature over the whole begins; those further in are part of what is signed. */
function signatureIn(xml: string): number | undefined {
  const c = new XmlCursor(xml, DUIS);
  return c.inside(() => {
    let found: number | undefined;
    while (c.open) {
      const { name } = c;
      const [start] = c.skip();
      if (name === SIGNATURE) found = start;
    }
    return found;
  });
}

const SIGNATURE = `{${XMLDSIG}}Signature`;

/** Both files are PEM. Throws Refused when they are not of one key on P-256. */
export function signerFrom(keyFile: string, certificateFile: string): XmlSigner {
  const key = privateKeyFrom(keyFile);
  const bytes = pemBytes(readText(certificateFile), 'CERTIFICATE');
  const { serialNumber, ...certificate } = certificateFrom(bytes);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new Refused(keyFile, 'XML is signed with a key on P-256');
  if (!certificate.node.checkPrivateKey(key))
    throw new Refused(keyFile, `is not the key of ${certificateFile}`);
  return { key, serialNumber, issuerName: certificate.issuerName };
}

function certificateFrom(bytes: Uint8Array) {
  const node = new X509Certificate(bytes);
  const issuerName = nameText(readName(readCertificate(bytes).issuer));
  return { node, issuerName, serialNumber: BigInt(`0x${node.serialNumber}`) };
}

/** Throws Refused when it is none. */
export function privateKeyFrom(file: string): KeyObject {
  const pem = readText(file);
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new Refused(file, `is no private key: ${(error as Error).message}`);
  }
}
