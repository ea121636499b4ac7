/** The package xml-crypto as another's implementation of the signatures of DUIS; a yardstick of the bench too. */
import { type KeyLike, sign, verify } from 'node:crypto';
import { type SignatureAlgorithm, SignedXml } from 'xml-crypto';
import {
  ECDSA_SHA256,
  ENVELOPED,
  EXCLUSIVE_C14N,
  SHA256,
} from '../../headend/market/duis/signature/profile.ts';

/** It has RSA alone; that it may be given another is how it is meant to be used. */
class EcdsaSha256 implements SignatureAlgorithm {
  getAlgorithmName(): string {
    return ECDSA_SHA256;
  }

  getSignature(signedInfo: unknown, key: KeyLike): string {
    const options = { key, dsaEncoding: 'ieee-p1363' } as never;
    return sign('sha256', Buffer.from(String(signedInfo)), options).toString('base64');
  }

  verifySignature(material: string, key: KeyLike, value: string): boolean {
    const options = { key, dsaEncoding: 'ieee-p1363' } as never;
    return verify('sha256', Buffer.from(material), options, Buffer.from(value, 'base64'));
  }
}

function withEcdsa(signed: SignedXml): SignedXml {
  signed.SignatureAlgorithms = { [ECDSA_SHA256]: EcdsaSha256 };
  return signed;
}

/** The signature is the last child of the root. */
export function verifiedByXmlCrypto(xml: string, publicPem: string): boolean {
  const signed = withEcdsa(new SignedXml({ publicCert: publicPem }));
  const start = xml.lastIndexOf('<ds:Signature ');
  signed.loadSignature(xml.slice(start, xml.lastIndexOf('</')));
  return signed.checkSignature(xml);
}

export function signedByXmlCrypto(
  xml: string,
  privatePem: string,
  { issuerName, serialNumber }: { readonly issuerName: string; readonly serialNumber: bigint },
): string {
  const signed = withEcdsa(
    new SignedXml({
      privateKey: privatePem,
      signatureAlgorithm: ECDSA_SHA256,
      canonicalizationAlgorithm: EXCLUSIVE_C14N,
      getKeyInfoContent: () =>
        `<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>${issuerName}</ds:X509IssuerName>` +
        `<ds:X509SerialNumber>${serialNumber}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>`,
    }),
  );
  const transforms = [ENVELOPED, EXCLUSIVE_C14N];
  signed.addReference({
    xpath: '/*',
    transforms,
    digestAlgorithm: SHA256,
    uri: '',
    isEmptyUri: true,
  });
  signed.computeSignature(xml, { prefix: 'ds' });
  return signed.getSignedXml();
}
