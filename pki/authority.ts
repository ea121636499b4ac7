/** The authorities of a folder: made once, and from then on what issues and revokes there. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { CertifiedKey } from '../protocol/certificates/certificate.ts';
import { Refused } from '../protocol/refused.ts';
import { type Authority, authoritiesIn } from './chain.ts';
import { fileIn, makeFolders, pemText, privateKeyIn, writePem } from './directory.ts';
import {
  authorityName,
  certifyAuthority,
  type Issuer,
  LIST_SECONDS,
  signRevocationList,
} from './issue.ts';
import { AUTHORITY_KEYS, HIERARCHIES, type Hierarchy } from './uses.ts';

export const YEAR_SECONDS = 31_557_600;
/** A root outlives every meter that trusts it (own). */
const ROOT_YEARS = 40;
const ISSUING_YEARS = 20;

export const RANKS = ['root', 'issuing'] as const;
export type Rank = (typeof RANKS)[number];

export const authorityFile = (hierarchy: Hierarchy, rank: Rank): string => `${hierarchy}-${rank}`;

export function newKeyPair(kind: CertifiedKey['kind']) {
  switch (kind) {
    case 'Ed25519':
      return generateKeyPairSync('ed25519');
    case 'X25519':
      return generateKeyPairSync('x25519');
    case 'P-256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }
}

/** Two roots, an issuing authority under each, and empty lists. Throws Refused when there is one already. */
export async function makeAuthorities(
  directory: string,
  name: string,
  nowUtcSeconds: number,
): Promise<void> {
  makeFolders(directory);
  for (const hierarchy of HIERARCHIES)
    await makeHierarchy(directory, hierarchy, name, nowUtcSeconds);
}

async function makeHierarchy(
  directory: string,
  hierarchy: Hierarchy,
  name: string,
  nowUtcSeconds: number,
): Promise<void> {
  const root = newAuthority(hierarchy, 'root', `${name} ${hierarchy} root`);
  const issuing = newAuthority(hierarchy, 'issuing', `${name} ${hierarchy} issuing`);
  for (const { rank, subject, issuer } of [root, issuing]) {
    const years = rank === 'root' ? ROOT_YEARS : ISSUING_YEARS;
    const certificate = await certifyAuthority(root.issuer, subject, {
      notBeforeUtcSeconds: nowUtcSeconds,
      notAfterUtcSeconds: nowUtcSeconds + years * YEAR_SECONDS,
    });
    const list = await signRevocationList(issuer, {
      number: 1n,
      thisUpdateUtcSeconds: nowUtcSeconds,
      nextUpdateUtcSeconds: nowUtcSeconds + LIST_SECONDS,
      revoked: [],
    });
    const file = authorityFile(hierarchy, rank);
    writeKey(directory, file, issuer.key);
    writePem(fileIn(directory, 'authorities', file), pemText(certificate, 'CERTIFICATE'));
    writePem(fileIn(directory, 'crl', file), pemText(list, 'X509 CRL'));
  }
}

function newAuthority(hierarchy: Hierarchy, rank: Rank, name: string) {
  const { publicKey, privateKey } = newKeyPair(AUTHORITY_KEYS[hierarchy]);
  const subject = { role: rank === 'root' ? 'root' : 'issuingAuthority', name, publicKey } as const;
  const issuer: Issuer = { hierarchy, key: privateKey, name: authorityName(subject) };
  return { rank, subject, issuer };
}

export function writeKey(directory: string, name: string, key: KeyObject): void {
  const pem = key.export({ type: 'pkcs8', format: 'pem' }) as string;
  writePem(fileIn(directory, 'private', name), pem, { isPrivate: true });
}

/** Throws Refused when its private key is not in the folder. */
export function issuerOf(directory: string, { file, keyKind, certificate }: Authority): Issuer {
  const hierarchy = HIERARCHIES.find((one) => AUTHORITY_KEYS[one] === keyKind);
  if (!hierarchy) throw new Refused(file, 'is an authority of another kind');
  return { hierarchy, key: privateKeyIn(directory, file), name: certificate.subject };
}

/** The one that certifies parties and devices. Throws Refused when the folder has none. */
export function issuingAuthority(directory: string, hierarchy: Hierarchy): Authority {
  const file = authorityFile(hierarchy, 'issuing');
  const found = authoritiesIn(directory).find((one) => one.file === file);
  if (!found) throw new Refused(directory, `has no authority ${file}: see pki init`);
  return found;
}
