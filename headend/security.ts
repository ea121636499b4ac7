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

/** As the folder is now: renewed certificates, new authorities, the newest lists. Throws Refused. */
export const transportNow = ({ trust, identity }: Security, nowUtcSeconds: number) =>
  transportCredentialOf(trust, identity.eui64, nowUtcSeconds);

const DAY_SECONDS = 86_400;
/** Whoever has to renew something hears of it so long before (own). */
const SOON_SECONDS = 30 * DAY_SECONDS;

/** The lists and the certificates of the head-end that end soon, in words; none that is renewed already. */
export function endingSoon({ trust, identity }: Security, nowUtcSeconds: number): string[] {
  const days = (end: number) => `${Math.floor((end - nowUtcSeconds) / DAY_SECONDS)} days`;
  const isSoon = (end: number) => end - nowUtcSeconds < SOON_SECONDS;
  const lists = trust.authorities
    .filter(({ list }) => isSoon(list.nextUpdateUtcSeconds))
    .map(({ file, list }) => `the list of ${file} ends in ${days(list.nextUpdateUtcSeconds)}`);
  const ends = new Map<string, number>();
  for (const { eui64, use, notAfterUtcSeconds } of trust.all())
    if (eui64 === identity.eui64) ends.set(use, Math.max(ends.get(use) ?? 0, notAfterUtcSeconds));
  const own = [...ends]
    .filter(([, end]) => isSoon(end))
    .map(([use, end]) => `the head-end's certificate for ${use} ends in ${days(end)}`);
  return [...lists, ...own];
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
