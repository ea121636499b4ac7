/** Takes certificates back: their authority's list is signed anew with one more serial number. */
import { X509Certificate } from 'node:crypto';
import { readCertificate } from '../protocol/certificates/certificate.ts';
import { Refused } from '../protocol/refused.ts';
import { issuerOf } from './authority.ts';
import { type Authority, authoritiesIn, findIssuer } from './chain.ts';
import { fileIn, pemText, writePem } from './directory.ts';
import { LIST_SECONDS, type Revoked, signRevocationList } from './issue.ts';
import { withLocked } from './lock.ts';
import { REASONS } from './revocation-list.ts';

export type RevocationReason = keyof typeof REASONS;

/** Throws Refused with the list of those there are. */
export function parseReason(text: string): RevocationReason {
  if (Object.hasOwn(REASONS, text)) return text as RevocationReason;
  const names = Object.keys(REASONS).join(', ');
  throw new Refused('reason', `expected one of ${names}, found ${text}`);
}

/** `certificate` is DER. Throws Refused when it is revoked already, or of no authority here. */
export function revokeIn(
  directory: string,
  certificate: Uint8Array,
  reason: RevocationReason,
  nowUtcSeconds: number,
): Promise<void> {
  return withLocked(directory, () => revokeAlone(directory, certificate, reason, nowUtcSeconds));
}

async function revokeAlone(
  directory: string,
  certificate: Uint8Array,
  reason: RevocationReason,
  nowUtcSeconds: number,
): Promise<void> {
  const issuer = findIssuer(readCertificate(certificate), authoritiesIn(directory));
  if (!issuer) throw new Refused('certificate', 'was issued by no authority of this folder');
  const serialNumber = BigInt(`0x${new X509Certificate(certificate).serialNumber}`);
  if (issuer.list.revoked.has(serialNumber)) throw new Refused('certificate', 'is revoked already');
  const entry = { serialNumber, atUtcSeconds: nowUtcSeconds, reason: REASONS[reason] };
  await signAnew(directory, issuer, nowUtcSeconds, [entry]);
}

/** Every list with a new date: what is revoked stays so. */
export function renewLists(directory: string, nowUtcSeconds: number): Promise<void> {
  return withLocked(directory, async () => {
    for (const authority of authoritiesIn(directory))
      await signAnew(directory, authority, nowUtcSeconds, []);
  });
}

async function signAnew(
  directory: string,
  authority: Authority,
  nowUtcSeconds: number,
  more: readonly Revoked[],
): Promise<void> {
  const { file, list } = authority;
  const before = [...list.revoked].map(([serialNumber, rest]) => ({ serialNumber, ...rest }));
  const bytes = await signRevocationList(issuerOf(directory, authority), {
    number: list.number + 1n,
    thisUpdateUtcSeconds: nowUtcSeconds,
    nextUpdateUtcSeconds: nowUtcSeconds + LIST_SECONDS,
    revoked: [...before, ...more],
  });
  writePem(fileIn(directory, 'crl', file), pemText(bytes, 'X509 CRL'));
}
