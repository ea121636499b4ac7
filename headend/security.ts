/** What a head-end has of a public key infrastructure: its own keys, and whom it believes. */
import type { KeyObject } from 'node:crypto';
import type { TransportCredential } from '../pki/credentials.ts';
import { credentialOf, headEndIn, rawSecret, transportCredentialOf } from '../pki/credentials.ts';
import { TrustStore } from '../pki/trust-store.ts';
import { Refused } from '../protocol/refused.ts';
import type { HeadEndIdentity } from './identity.ts';
import type { XmlSigner } from './market/duis/signature/sign.ts';

export type Security = {
  readonly trust: TrustStore;
  readonly identity: HeadEndIdentity;
  readonly transport: TransportCredential;
  readonly xmlSigner: XmlSigner;
};

/** Throws Refused when the folder is damaged, a list is out of date, or the head-end has not all its certificates. */
export function loadSecurity(directory: string, nowUtcSeconds: number): Security {
  const trust = TrustStore.load(directory);
  const stale = trust.staleList(nowUtcSeconds);
  if (stale !== undefined)
    throw new Refused(directory, `the list of ${stale} is out of date: see pki lists`);
  const eui64 = headEndIn(trust);
  const agreement = credentialOf(trust, eui64, 'keyAgreement', nowUtcSeconds);
  const signing = credentialOf(trust, eui64, 'xmlSigning', nowUtcSeconds);
  return {
    trust,
    transport: transportCredentialOf(trust, eui64, nowUtcSeconds),
    xmlSigner: signerOf(signing),
    identity: {
      eui64,
      agreementSecret: rawSecret(agreement.key),
      xmlSigningKey: signing.key,
    },
  };
}

type Signing = {
  readonly key: KeyObject;
  readonly certificate: Pick<XmlSigner, 'issuerName' | 'serialNumber'>;
};
/** Signs XML under the certificate that a reader finds by issuer and serial number. */
export const signerOf = ({
  key,
  certificate: { issuerName, serialNumber },
}: Signing): XmlSigner => ({
  key,
  issuerName,
  serialNumber,
});
