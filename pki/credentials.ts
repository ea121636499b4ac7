/** What a holder of certificates uses: its own keys out of the folder, and whom it may believe. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type Eui64, eui64Compact } from '../protocol/identifiers/eui64.ts';
import { Refused } from '../protocol/refused.ts';
import { fileIn, namesIn, pemBytes, privateKeyIn, readText } from './directory.ts';
import type { TrustedCertificate, TrustStore } from './trust-store.ts';
import { AUTHORITY_KEYS, type CertificateUse } from './uses.ts';

export type Credential = {
  readonly certificate: TrustedCertificate;
  readonly key: KeyObject;
  readonly pem: string;
};
/** For node:tls, as client and as server; all PEM. */
export type TransportCredential = {
  readonly key: string;
  /** With the authority that issued it, for those who know the root alone. */
  readonly cert: string;
  readonly ca: string[];
  /** Whoever is on them is not believed, as they were when this was read. */
  readonly crl: string[];
};

/** The one that counts longest. Throws Refused when the folder has none that counts now, with its key. */
export function credentialOf(
  store: TrustStore,
  eui64: Eui64,
  use: CertificateUse,
  atUtcSeconds: number,
): Credential {
  const { directory } = store;
  const prefix = `${eui64Compact(eui64)}-${use}`;
  const names = namesIn(directory, 'certificates').filter(
    (name) => name.startsWith(prefix) && existsSync(fileIn(directory, 'private', name)),
  );
  const [best] = names
    .map((name) => read(store, name))
    .filter(({ certificate }) => !store.problemOf(certificate, use, atUtcSeconds))
    .sort((a, b) => b.certificate.notAfterUtcSeconds - a.certificate.notAfterUtcSeconds);
  if (!best) throw new Refused(directory, `has no certificate for ${use} of ${eui64} with its key`);
  return best;
}

function read(store: TrustStore, name: string): Credential {
  const pem = readText(fileIn(store.directory, 'certificates', name));
  const certificate = store.examine(pemBytes(pem, 'CERTIFICATE'));
  const key = privateKeyIn(store.directory, name);
  if (!createPublicKey(key).equals(certificate.publicKey))
    throw new Refused(
      fileIn(store.directory, 'private', name),
      'is not the key of its certificate',
    );
  return { certificate, key, pem };
}

export function transportCredentialOf(
  store: TrustStore,
  eui64: Eui64,
  atUtcSeconds: number,
): TransportCredential {
  const { certificate, key, pem } = credentialOf(store, eui64, 'transport', atUtcSeconds);
  const market = store.authorities.filter(({ keyKind }) => keyKind === AUTHORITY_KEYS.market);
  const issuer = market.find(({ name }) => name === certificate.issuerName);
  return {
    key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: pem + (issuer?.pem ?? ''),
    ca: market.map((one) => one.pem),
    crl: market.map((one) => one.listPem),
  };
}

/** The one head-end of the folder. Throws Refused when there is none, or several. */
export function headEndIn(store: TrustStore): Eui64 {
  const all = [...store.all()].filter(({ role }) => role === 'accessControlBroker');
  const [eui64, ...more] = new Set(all.map((one) => one.eui64));
  if (eui64 === undefined || more.length > 0)
    throw new Refused(
      store.directory,
      `has certificates of ${more.length + (eui64 ? 1 : 0)} head-ends`,
    );
  return eui64;
}

/** The 32 bytes of a private key, of any kind there is here. */
export function rawSecret(key: KeyObject): Uint8Array {
  const { d = '' } = key.export({ format: 'jwk' });
  return new Uint8Array(Buffer.from(d, 'base64url'));
}
