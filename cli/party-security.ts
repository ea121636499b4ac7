/** What a party or a meter uses of a folder of certificates: its own, and whom it believes. */

import type { DuisTransportOptions } from '../headend/market/client/duis-transport.ts';
import { signerOf } from '../headend/security.ts';
import {
  credentialOf,
  headEndIn,
  rawSecret,
  type TransportCredential,
  transportCredentialOf,
} from '../pki/credentials.ts';
import { type CertificateUse, TrustStore } from '../pki/trust-store.ts';
import { realClock } from '../platform/time.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import type { SupplierKeys } from './supplier-keys.ts';

export type PartySecurity = Required<Pick<DuisTransportOptions, 'signer' | 'verify'>> & {
  readonly transport: TransportCredential;
  /** As client, and as the server that only the head-end's kind of certificate opens. */
  readonly tls: NonNullable<DuisTransportOptions['tls']>;
};

const now = () => Math.floor(realClock.nowMillis() / 1000);

/** Throws Refused when the folder has not all that the party needs. */
export function partySecurity(directory: string, party: Eui64): PartySecurity {
  const store = TrustStore.load(directory);
  const transport = transportCredentialOf(store, party, now());
  return {
    transport,
    tls: { ...transport, ...ASKS_FOR_CERTIFICATE },
    signer: signerOf(credentialOf(store, party, 'xmlSigning', now())),
    verify: { certificates: store, headEnd: headEndIn(store) },
  };
}

const ASKS_FOR_CERTIFICATE = { requestCert: true, rejectUnauthorized: true };

/** Of a meter, or of a gateway that carries many. */
export function transportOf(directory: string, eui64: Eui64): TransportCredential {
  return transportCredentialOf(TrustStore.load(directory), eui64, now());
}

/** A supplier's keys as its certificates have them: what meters take from it by certificate, they obey. */
export function certifiedKeys(directory: string, eui64: Eui64, receiveUrl: string): SupplierKeys {
  const store = TrustStore.load(directory);
  const secretOf = (use: CertificateUse) => rawSecret(credentialOf(store, eui64, use, now()).key);
  return {
    eui64,
    receiveUrl,
    signingSecret: secretOf('digitalSigning'),
    prepaymentSecret: secretOf('prepaymentKeyAgreement'),
  };
}
