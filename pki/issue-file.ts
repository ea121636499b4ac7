/** Issues a certificate into the folder, with a new key or for one that its holder keeps. */
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type Eui64, eui64Compact } from '../protocol/identifiers/eui64.ts';
import { Refused } from '../protocol/refused.ts';
import { issuerOf, issuingAuthority, newKeyPair, writeKey, YEAR_SECONDS } from './authority.ts';
import type { Authority } from './chain.ts';
import { fileIn, namesIn, pemText, readText, writePem } from './directory.ts';
import { certifyDevice, certifyParty, type Validity } from './issue.ts';
import { withLocked } from './lock.ts';
import { expectHost, expectPartyName } from './party-name.ts';
import type { PartyRole } from './roles.ts';
import { TrustStore } from './trust-store.ts';
import { type CertificateUse, USES } from './uses.ts';

export type Wanted = {
  readonly eui64: Eui64;
  readonly use: CertificateUse;
  /** Absent: a device's. */
  readonly party?: { readonly role: PartyRole; readonly name: string };
  /** Of transport certificates alone. */
  readonly hosts?: readonly string[];
  /** Absent: a pair is made, and its private half kept in the folder. */
  readonly publicKey?: KeyObject;
  /** Absent: from now on, for as long as its use has. */
  readonly validity?: Validity;
};
export type Issued = {
  /** Without folder and ending: the same for certificate and key. */
  readonly name: string;
  readonly certificate: Uint8Array;
};

/** Throws Refused when the folder has no authority, or the certificate would outlive it. */
export function issueInto(
  directory: string,
  wanted: Wanted,
  nowUtcSeconds: number,
): Promise<Issued> {
  return withLocked(directory, () => issueAlone(directory, wanted, nowUtcSeconds));
}

async function issueAlone(
  directory: string,
  wanted: Wanted,
  nowUtcSeconds: number,
): Promise<Issued> {
  const { eui64, use, hosts = [] } = wanted;
  const { hierarchy, key, years } = USES[use];
  if (hosts.length > 0 && use !== 'transport')
    throw new Refused('hosts', `a certificate for ${use} has none`);
  for (const host of hosts) expectHost(host);
  if (wanted.party) expectPartyName(wanted.party.name);
  expectOneHolder(directory, wanted);
  const validity = wanted.validity ?? {
    notBeforeUtcSeconds: nowUtcSeconds,
    notAfterUtcSeconds: nowUtcSeconds + years * YEAR_SECONDS,
  };
  const authority = issuingAuthority(directory, hierarchy);
  expectWithin(authority, validity);
  const issuer = issuerOf(directory, authority);
  const pair = wanted.publicKey ? undefined : newKeyPair(key);
  const publicKey = wanted.publicKey ?? (pair as NonNullable<typeof pair>).publicKey;
  expectKind(publicKey, use);
  const subject = { eui64, use, publicKey };
  const certificate = wanted.party
    ? await certifyParty(issuer, { ...subject, ...wanted.party, hosts }, validity)
    : await certifyDevice(issuer, subject, validity);
  const name = freeName(directory, `${eui64Compact(eui64)}-${use}`);
  // The key first: a certificate without one could not be told from one whose holder has it.
  if (pair) writeKey(directory, name, pair.privateKey);
  writePem(fileIn(directory, 'certificates', name), pemText(certificate, 'CERTIFICATE'));
  return { name, certificate };
}

/** Brokers tell a meter's topics from a party's by who it is: nobody may be both. */
function expectOneHolder(directory: string, { eui64, party }: Wanted): void {
  for (const one of TrustStore.load(directory).all())
    if (one.eui64 === eui64 && (one.role === 'device') !== (party === undefined))
      throw new Refused('eui64', `${eui64} is a ${party ? 'device' : 'party'} already`);
}

function expectWithin(
  { certificate: above }: Authority,
  { notBeforeUtcSeconds, notAfterUtcSeconds }: Validity,
): void {
  if (notAfterUtcSeconds <= notBeforeUtcSeconds)
    throw new Refused('validity', 'ends before it begins');
  if (notAfterUtcSeconds > above.notAfterUtcSeconds)
    throw new Refused('validity', 'would end after that of its authority');
}

/** A certificate of another key would be one that nothing accepts. */
function expectKind(publicKey: KeyObject, use: CertificateUse): void {
  const { key } = USES[use];
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  const found = type === 'ec' ? (details?.namedCurve === 'prime256v1' ? 'P-256' : undefined) : type;
  if (found?.toLowerCase() !== key.toLowerCase())
    throw new Refused('publicKey', `a certificate for ${use} is of a key of ${key}`);
}

/** A certificate that is renewed is put beside the one before. */
function freeName(directory: string, name: string): string {
  const taken = new Set([...namesIn(directory, 'certificates'), ...namesIn(directory, 'private')]);
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

/** A public key as PEM, or that of a certificate. Throws Refused. */
export function publicKeyIn(file: string): KeyObject {
  const text = readText(file);
  try {
    return text.includes('CERTIFICATE')
      ? new X509Certificate(text).publicKey
      : createPublicKey(text);
  } catch (error) {
    throw new Refused(file, `is no public key: ${(error as Error).message}`);
  }
}
