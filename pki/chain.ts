/** The authorities of a folder and their lists, each led back to a root; and what that says of a certificate. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { equalBytes } from '../protocol/bytes.ts';
import {
  type Certificate,
  type CertifiedKey,
  readCertificate,
} from '../protocol/certificates/certificate.ts';
import { refuseDer } from '../protocol/certificates/der.ts';
import { isInTime } from '../protocol/certificates/verify.ts';
import { inFile, namesIn, pemBytes } from './directory.ts';
import { nameText, readName } from './names.ts';
import { isListSignedBy, type RevocationList, readRevocationList } from './revocation-list.ts';

export type Authority = {
  /** Of its certificate, its key and its list: the name of each, without folder and ending. */
  readonly file: string;
  /** As RFC 4514 writes it. */
  readonly name: string;
  readonly certificate: Certificate;
  readonly serialNumber: bigint;
  readonly key: KeyObject;
  readonly keyKind: CertifiedKey['kind'];
  readonly isRoot: boolean;
  readonly list: RevocationList;
  readonly pem: string;
  readonly listPem: string;
};
type Unlisted = Omit<Authority, 'list' | 'listPem'>;

/** Between a certificate and its root. */
const STEPS_MAX = 4;

/** Throws Refused with the file that is damaged, leads to no root, or has no list. */
export function authoritiesIn(directory: string): readonly Authority[] {
  const found = namesIn(directory, 'authorities').map((file) =>
    inFile(directory, 'authorities', file, (pem) => readAuthority(file, pem)),
  );
  for (const one of found)
    inFile(directory, 'authorities', one.file, () => {
      if (!leadsToRoot(one, found)) refuseDer('leads to no root of this folder');
      if (found.some((other) => other !== one && other.name === one.name))
        refuseDer('has the name of another authority');
    });
  return found.map((one) =>
    inFile(directory, 'crl', one.file, (listPem) => {
      const list = listOf(pemBytes(listPem, 'X509 CRL'), one);
      return { ...one, list, listPem };
    }),
  );
}

function readAuthority(file: string, pem: string): Unlisted {
  const bytes = pemBytes(pem, 'CERTIFICATE');
  const certificate = readCertificate(bytes);
  const { isAuthority, usages, subject, issuer, key } = certificate;
  if (!isAuthority || !usages.has('keyCertSign')) refuseDer('is of no authority');
  if (key.kind === 'X25519') refuseDer('is of a key that signs nothing');
  const { serialNumber, publicKey } = new X509Certificate(bytes);
  return {
    file,
    name: nameText(readName(subject)),
    certificate,
    serialNumber: BigInt(`0x${serialNumber}`),
    key: publicKey,
    keyKind: key.kind,
    isRoot: equalBytes(subject, issuer),
    pem,
  };
}

/** Undefined when no authority has the issuer's name, or the one that has did not sign it. */
export function findIssuer<A extends Unlisted>(
  { issuer, whole }: Pick<Certificate, 'issuer' | 'whole'>,
  authorities: readonly A[],
): A | undefined {
  const named = authorities.find(({ certificate }) => equalBytes(certificate.subject, issuer));
  return named && new X509Certificate(whole).verify(named.key) ? named : undefined;
}

function leadsToRoot(start: Unlisted, authorities: readonly Unlisted[]): boolean {
  let current = start;
  for (let step = 0; step < STEPS_MAX; step++) {
    const issuer = findIssuer(current.certificate, authorities);
    if (!issuer) return false;
    if (issuer.isRoot) return true;
    current = issuer;
  }
  return false;
}

function listOf(bytes: Uint8Array, { key, certificate }: Unlisted): RevocationList {
  const list = readRevocationList(bytes);
  if (!equalBytes(list.issuer, certificate.subject)) refuseDer('is the list of another authority');
  if (!isListSignedBy(list, key)) refuseDer('its signature does not verify');
  return list;
}

type Dated = Pick<Certificate, 'notBeforeUtcSeconds' | 'notAfterUtcSeconds'> & {
  readonly serialNumber: bigint;
};

/** What time and lists say of a certificate and of every authority above it. */
export function problemInChain(
  certificate: Dated,
  issuer: Authority,
  authorities: readonly Authority[],
  atUtcSeconds: number,
): 'notYetValid' | 'expired' | 'revoked' | 'unknown' | undefined {
  let current = certificate;
  let above: Authority = issuer;
  for (let step = 0; step <= STEPS_MAX; step++) {
    if (atUtcSeconds < current.notBeforeUtcSeconds) return 'notYetValid';
    if (atUtcSeconds > current.notAfterUtcSeconds) return 'expired';
    if (above.list.revoked.has(current.serialNumber)) return 'revoked';
    if (above.isRoot) return isInTime(above.certificate, atUtcSeconds) ? undefined : 'expired';
    current = { ...above.certificate, serialNumber: above.serialNumber };
    const next = authorities.find((one) =>
      equalBytes(one.certificate.subject, above.certificate.issuer),
    );
    if (!next) return 'unknown';
    above = next;
  }
  return 'unknown';
}
