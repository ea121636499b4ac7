/** Writes certificates and revocation lists: the profiles of authorities, parties and devices, signed by an authority. */
import 'reflect-metadata';
import { createPublicKey, type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonNameParams,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509';
import { toHex } from '../protocol/bytes.ts';
import type { KeyUsage } from '../protocol/certificates/certificate.ts';
import { context, der, derBits, derOid, TAG } from '../protocol/certificates/der.ts';
import { OID } from '../protocol/certificates/object-identifiers.ts';
import { type Eui64, eui64Bytes } from '../protocol/identifiers/eui64.ts';
import { brokerUserName } from './broker-name.ts';
import { PKI_OID } from './object-identifiers.ts';
import { type PartyRole, type RoleName, roleText } from './roles.ts';
import { type CertificateUse, type Hierarchy, USES } from './uses.ts';

export type Validity = {
  readonly notBeforeUtcSeconds: number;
  readonly notAfterUtcSeconds: number;
};
/** Who signs: a private key, and the name of its certificate as DER. */
export type Issuer = {
  readonly hierarchy: Hierarchy;
  readonly key: KeyObject;
  readonly name: Uint8Array;
};
export type AuthoritySubject = {
  readonly role: 'root' | 'issuingAuthority';
  readonly name: string;
  readonly publicKey: KeyObject;
};
export type PartySubject = {
  readonly role: PartyRole;
  readonly eui64: Eui64;
  readonly name: string;
  readonly use: CertificateUse;
  readonly publicKey: KeyObject;
  /** Of its web service or broker; of transport certificates alone. */
  readonly hosts?: readonly string[];
};
export type DeviceSubject = {
  readonly eui64: Eui64;
  readonly use: CertificateUse;
  readonly publicKey: KeyObject;
};

/** A list that is older than this is signed anew, or nothing loads: see `pki lists` (own). */
export const LIST_SECONDS = 366 * 86_400;

const ALGORITHMS = {
  message: { name: 'Ed25519' },
  market: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const satisfies Readonly<Record<Hierarchy, object>>;
const USAGE_FLAGS: Readonly<Record<KeyUsage, KeyUsageFlags>> = {
  digitalSignature: KeyUsageFlags.digitalSignature,
  keyAgreement: KeyUsageFlags.keyAgreement,
  keyCertSign: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
};

/** The name an authority has, as DER: its certificates and its issuer's list carry the same bytes. */
export const authorityName = ({ role, name }: Omit<AuthoritySubject, 'publicKey'>): Uint8Array =>
  nameOf([part(OID.organizationalUnit, roleText(role)), part(PKI_OID.commonName, name)]);

/** A root has its own key for issuer. Gives DER, like all here. */
export function certifyAuthority(
  issuer: Issuer,
  subject: AuthoritySubject,
  validity: Validity,
): Promise<Uint8Array> {
  // Between a root and a party stands one authority, and below that none.
  const pathLength = subject.role === 'root' ? 1 : 0;
  return certify(issuer, authorityName(subject), subject.publicKey, validity, [
    usages('keyCertSign'),
    new BasicConstraintsExtension(true, pathLength, true),
  ]);
}

export function certifyParty(
  issuer: Issuer,
  { role, eui64, name, use, publicKey, hosts = [] }: PartySubject,
  validity: Validity,
): Promise<Uint8Array> {
  const isTransport = use === 'transport';
  const subject = nameOf([
    part(OID.organizationalUnit, roleText(roleIn(role, use))),
    part(PKI_OID.organization, name),
    part(PKI_OID.commonName, isTransport ? brokerUserName(eui64, role) : name),
    { [OID.uniqueIdentifier]: [`#${toHex(derBits(eui64Bytes(eui64)))}`] },
  ]);
  return certify(issuer, subject, publicKey, validity, [
    usages(USES[use].usage),
    ...(isTransport ? [extendedUsages(PKI_OID.serverAuth, PKI_OID.clientAuth)] : []),
    ...(hosts.length > 0 ? [new SubjectAlternativeNameExtension(hosts.map(hostName))] : []),
  ]);
}

/** A device has no name but the serial number of its hardware; at a broker it has one for the broker's sake. */
export function certifyDevice(
  issuer: Issuer,
  { eui64, use, publicKey }: DeviceSubject,
  validity: Validity,
): Promise<Uint8Array> {
  const isTransport = use === 'transport';
  const subject = nameOf(
    isTransport ? [part(PKI_OID.commonName, brokerUserName(eui64, 'device'))] : [],
  );
  return certify(issuer, subject, publicKey, validity, [
    usages(USES[use].usage),
    ...(isTransport ? [extendedUsages(PKI_OID.clientAuth)] : []),
    // Critical where it stands for the subject (RFC 5280 §4.2.1.6).
    new Extension(OID.subjectAltName, !isTransport, hardwareModule(eui64)),
  ]);
}

export type Revoked = {
  readonly serialNumber: bigint;
  readonly atUtcSeconds: number;
  /** As RFC 5280 numbers it. */
  readonly reason: number;
};
export type ListContent = {
  readonly number: bigint;
  readonly thisUpdateUtcSeconds: number;
  readonly nextUpdateUtcSeconds: number;
  readonly revoked: readonly Revoked[];
};

export async function signRevocationList(issuer: Issuer, list: ListContent): Promise<Uint8Array> {
  const signed = await X509CrlGenerator.create({
    issuer: new Name(issuer.name),
    thisUpdate: dateOf(list.thisUpdateUtcSeconds),
    nextUpdate: dateOf(list.nextUpdateUtcSeconds),
    signingAlgorithm: ALGORITHMS[issuer.hierarchy],
    signingKey: await signingKey(issuer),
    entries: list.revoked.map(({ serialNumber, atUtcSeconds, reason }) => ({
      serialNumber: serialHex(serialNumber),
      revocationDate: dateOf(atUtcSeconds),
      reason,
    })),
    extensions: [
      await AuthorityKeyIdentifierExtension.create(publicKeyOf(createPublicKey(issuer.key))),
      new Extension(PKI_OID.cRLNumber, false, derInteger(list.number)),
    ],
  });
  return new Uint8Array(signed.rawData);
}

/** Any subject, as DER: the profiles above are those that are meant to be issued. */
export async function certify(
  issuer: Issuer,
  subject: Uint8Array,
  key: KeyObject,
  { notBeforeUtcSeconds, notAfterUtcSeconds }: Validity,
  extensions: readonly Extension[],
): Promise<Uint8Array> {
  const publicKey = publicKeyOf(key);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: new Name(subject),
    issuer: new Name(issuer.name),
    notBefore: dateOf(notBeforeUtcSeconds),
    notAfter: dateOf(notAfterUtcSeconds),
    publicKey,
    signingKey: await signingKey(issuer),
    signingAlgorithm: ALGORITHMS[issuer.hierarchy],
    extensions: [
      ...extensions,
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(publicKeyOf(createPublicKey(issuer.key))),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

/** A key that signs XML has a role of its own, whoever holds it. */
function roleIn(role: PartyRole, use: CertificateUse): RoleName {
  if (use !== 'xmlSigning') return role;
  return role === 'accessControlBroker' ? 'xmlSigningDcc' : 'xmlSigning';
}

const nameOf = (parts: JsonNameParams): Uint8Array =>
  new Uint8Array(new Name(parts).toArrayBuffer());
const part = (oid: string, utf8String: string) => ({ [oid]: [{ utf8String }] });

const usages = (usage: KeyUsage): Extension => new KeyUsagesExtension(USAGE_FLAGS[usage], true);
const extendedUsages = (...oids: string[]): Extension => new ExtendedKeyUsageExtension(oids);
const hostName = (host: string) =>
  ({ type: /^[0-9.]+$|:/.test(host) ? 'ip' : 'dns', value: host }) as const;

/** id-on-hardwareModuleName (RFC 4108 §5) as the one name. */
function hardwareModule(eui64: Eui64): Uint8Array {
  const serial = der(TAG.octetString, eui64Bytes(eui64));
  const module = der(TAG.sequence, derOid(PKI_OID.hardwareType), serial);
  const other = der(context(0), derOid(OID.hardwareModuleName), der(context(0), module));
  return der(TAG.sequence, other);
}

function derInteger(value: bigint): Uint8Array {
  return der(TAG.integer, Uint8Array.from(Buffer.from(serialHex(value), 'hex')));
}

/** Whole bytes, not negative. */
function serialHex(value: bigint): string {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return even >= '8' ? `00${even}` : even;
}

/** 16 random bytes, positive and as long as can be: nobody may foresee one (CA/Browser rules ask for 64 bits). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

const publicKeyOf = (key: KeyObject): PublicKey =>
  new PublicKey(new Uint8Array(key.export({ type: 'spki', format: 'der' })));

function signingKey({ key, hierarchy }: Issuer): Promise<webcrypto.CryptoKey> {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHMS[hierarchy], false, ['sign']);
}

const dateOf = (utcSeconds: number): Date => new Date(utcSeconds * 1000);
