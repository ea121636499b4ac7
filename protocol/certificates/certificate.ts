/**
 * X.509 certificates (RFC 5280) as smart metering uses them: whose key, which key, for what. Read strictly;
 * an extension that is critical and not known here is refused, as RFC 5280 §4.2 asks.
 */
import { utcDateTime } from '../definition/scalars.ts';
import { type Eui64, eui64FromBytes } from '../identifiers/eui64.ts';
import {
  bitStringBytes,
  context,
  DerReader,
  type Element,
  oidText,
  refuseDer,
  TAG,
} from './der.ts';
import { OID } from './object-identifiers.ts';

export type CertifiedKey = {
  readonly kind: 'Ed25519' | 'X25519' | 'P-256';
  /** 32 bytes; of P-256 the uncompressed point, 65. */
  readonly bytes: Uint8Array;
};
/** The bits of id-ce-keyUsage that matter here (RFC 5280 §4.2.1.3). */
export type KeyUsage = 'digitalSignature' | 'keyAgreement' | 'keyCertSign';

export type Certificate = {
  readonly whole: Uint8Array;
  /** What the signature is over. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureAlgorithm: string;
  /** As DER, to be compared byte for byte. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Of a party from its name, of a device from its subjectAltName; an authority has none. */
  readonly eui64: Eui64 | undefined;
  readonly key: CertifiedKey;
  readonly usages: ReadonlySet<KeyUsage>;
  readonly isAuthority: boolean;
  readonly notBeforeUtcSeconds: number;
  readonly notAfterUtcSeconds: number;
};

const VERSION_3 = 2;

/** Throws Refused (CERTIFICATE_REFUSED) for anything but one certificate of this kind. */
export function readCertificate(bytes: Uint8Array): Certificate {
  const outer = new DerReader(bytes);
  const certificate = outer.inside(TAG.sequence);
  outer.end();
  const signed = certificate.take(TAG.sequence);
  const signatureAlgorithm = algorithm(certificate);
  const signature = bitStringBytes(certificate.take(TAG.bitString));
  certificate.end();
  return {
    whole: bytes,
    signed: signed.whole,
    signature,
    ...readSigned(new DerReader(signed.content), signatureAlgorithm),
  };
}

function readSigned(
  tbs: DerReader,
  signatureAlgorithm: string,
): Omit<Certificate, 'whole' | 'signed' | 'signature'> {
  const version = tbs.inside(context(0));
  if (integerOf(version) !== VERSION_3) refuseDer('not version 3');
  version.end();
  tbs.take(TAG.integer);
  if (algorithm(tbs) !== signatureAlgorithm) refuseDer('two signature algorithms');
  const issuer = tbs.take(TAG.sequence);
  const [notBeforeUtcSeconds, notAfterUtcSeconds] = validity(tbs.inside(TAG.sequence));
  const subject = tbs.take(TAG.sequence);
  const key = publicKey(tbs.inside(TAG.sequence));
  const extensions = readExtensions(tbs.inside(context(3)).inside(TAG.sequence));
  tbs.end();
  return {
    signatureAlgorithm,
    issuer: issuer.whole,
    subject: subject.whole,
    eui64: eui64OfName(new DerReader(subject.content)) ?? extensions.eui64,
    key,
    usages: extensions.usages,
    isAuthority: extensions.isAuthority,
    notBeforeUtcSeconds,
    notAfterUtcSeconds,
  };
}

/** Small and not negative. */
function integerOf(reader: DerReader): number {
  const { content } = reader.take(TAG.integer);
  const [first = 0x80] = content;
  if (content.length !== 1 || first >= 0x80) refuseDer('an integer out of range');
  return first;
}

/** The algorithm alone: those that are used have no parameters. */
function algorithm(reader: DerReader): string {
  const identifier = reader.inside(TAG.sequence);
  const oid = oidText(identifier.take(TAG.oid));
  identifier.end();
  return oid;
}

function publicKey(info: DerReader): CertifiedKey {
  const identifier = info.inside(TAG.sequence);
  const oid = oidText(identifier.take(TAG.oid));
  const curve = identifier.nextTag === TAG.oid ? oidText(identifier.take(TAG.oid)) : undefined;
  identifier.end();
  const bytes = bitStringBytes(info.take(TAG.bitString));
  info.end();
  const kind = kindOf(oid, curve);
  const length = kind === 'P-256' ? 65 : 32;
  if (bytes.length !== length || (kind === 'P-256' && bytes[0] !== 4))
    refuseDer(`a key of ${kind} of another form`);
  return { kind, bytes: bytes.slice() };
}

function kindOf(oid: string, curve: string | undefined): CertifiedKey['kind'] {
  if (oid === OID.ed25519 && curve === undefined) return 'Ed25519';
  if (oid === OID.x25519 && curve === undefined) return 'X25519';
  if (oid === OID.ecPublicKey && curve === OID.p256) return 'P-256';
  return refuseDer(`a key of another kind: ${oid}`);
}

function validity(reader: DerReader): readonly [number, number] {
  const both = [time(reader), time(reader)] as const;
  reader.end();
  return both;
}

/** UTCTime to 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5); both with seconds and in UTC. */
export function time(reader: DerReader): number {
  const tag = reader.nextTag === TAG.utcTime ? TAG.utcTime : TAG.generalizedTime;
  const text = ascii(reader.take(tag));
  const [, year = '', month, day, hour, minute, second] =
    /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (year.length !== (tag === TAG.utcTime ? 2 : 4)) return refuseDer(`a time like ${text}`);
  const century = year.length === 4 ? '' : year < '50' ? '20' : '19';
  const iso = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const utcSeconds = utcDateTime.fromText(iso);
  return typeof utcSeconds === 'number' ? utcSeconds : refuseDer(`a time like ${text}`);
}

const ascii = ({ content }: Element): string => String.fromCharCode(...content);

function eui64OfName(name: DerReader): Eui64 | undefined {
  let found: Eui64 | undefined;
  while (!name.isAtEnd) {
    const set = name.inside(TAG.set);
    while (!set.isAtEnd) {
      const attribute = set.inside(TAG.sequence);
      const oid = oidText(attribute.take(TAG.oid));
      const value = attribute.take(attribute.nextTag ?? TAG.null);
      attribute.end();
      if (oid !== OID.uniqueIdentifier) continue;
      if (found !== undefined) refuseDer('two unique identifiers');
      if (value.tag !== TAG.bitString) refuseDer('a unique identifier of another form');
      found = eui64Of(bitStringBytes(value));
    }
  }
  return found;
}

function eui64Of(bytes: Uint8Array): Eui64 {
  return bytes.length === 8 ? eui64FromBytes(bytes) : refuseDer('an identifier that is no EUI-64');
}

type Extensions = Pick<Certificate, 'eui64' | 'usages' | 'isAuthority'>;
type ExtensionReader = (value: DerReader) => Partial<Extensions>;

const none: ExtensionReader = () => ({});
const EXTENSIONS: Readonly<Record<string, ExtensionReader>> = {
  [OID.keyUsage]: (value) => ({ usages: usagesOf(bitsOf(value.take(TAG.bitString))) }),
  [OID.basicConstraints]: (value) => {
    const constraints = value.inside(TAG.sequence);
    return { isAuthority: constraints.takeIf(TAG.boolean)?.content[0] === 0xff };
  },
  [OID.subjectAltName]: (value) => ({ eui64: hardwareSerial(value.inside(TAG.sequence)) }),
  [OID.certificatePolicies]: none,
  [OID.authorityKeyIdentifier]: none,
  [OID.subjectKeyIdentifier]: none,
};

function readExtensions(reader: DerReader): Extensions {
  let found: Extensions = { eui64: undefined, usages: new Set(), isAuthority: false };
  const seen = new Set<string>();
  while (!reader.isAtEnd) {
    const extension = reader.inside(TAG.sequence);
    const oid = oidText(extension.take(TAG.oid));
    const isCritical = extension.takeIf(TAG.boolean)?.content[0] === 0xff;
    const value = extension.take(TAG.octetString);
    extension.end();
    if (seen.has(oid)) refuseDer(`extension ${oid} twice`);
    seen.add(oid);
    const read = EXTENSIONS[oid];
    if (!read && isCritical) refuseDer(`critical extension ${oid} is not known`);
    if (read) found = { ...found, ...read(new DerReader(value.content)) };
  }
  return found;
}

/** The first byte of a named bit list; none of the bits that matter lies further on. */
function bitsOf({ content }: Element): number {
  const [unused = 8, bits = 0] = content;
  return unused < 8 ? bits : refuseDer('a bit string that is none');
}

function usagesOf(bits: number): ReadonlySet<KeyUsage> {
  const usages = new Set<KeyUsage>();
  if (bits & 0x80) usages.add('digitalSignature');
  if (bits & 0x08) usages.add('keyAgreement');
  if (bits & 0x04) usages.add('keyCertSign');
  return usages;
}

/** The EUI-64 a device has as the serial number of a hardware module; undefined for other names. */
function hardwareSerial(names: DerReader): Eui64 | undefined {
  const other = names.nextTag === context(0) ? names.inside(context(0)) : undefined;
  if (!other || oidText(other.take(TAG.oid)) !== OID.hardwareModuleName) return undefined;
  const module = other.inside(context(0)).inside(TAG.sequence);
  module.take(TAG.oid);
  return eui64Of(module.take(TAG.octetString).content);
}
