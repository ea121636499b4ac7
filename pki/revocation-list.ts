/** Certificate revocation lists (RFC 5280 §5), read strictly: who says so, of which serial numbers, until when. */
import { type KeyObject, verify } from 'node:crypto';
import { toHex } from '../protocol/bytes.ts';
import { time } from '../protocol/certificates/certificate.ts';
import {
  bitStringBytes,
  context,
  DerReader,
  type Element,
  oidText,
  refuseDer,
  TAG,
} from '../protocol/certificates/der.ts';
import { OID } from '../protocol/certificates/object-identifiers.ts';
import { PKI_OID } from './object-identifiers.ts';

const ENUMERATED = 0x0a;

/** Those of RFC 5280 §5.3.1 that say something, and that a certificate of one authority can have. */
export const REASONS = {
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const;

/** What an entry without a reason means. */
const UNSPECIFIED = 0;

export type Revocation = { readonly atUtcSeconds: number; readonly reason: number };

export type RevocationList = {
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureAlgorithm: string;
  /** As DER. */
  readonly issuer: Uint8Array;
  readonly thisUpdateUtcSeconds: number;
  readonly nextUpdateUtcSeconds: number;
  readonly number: bigint;
  /** By serial number. */
  readonly revoked: ReadonlyMap<bigint, Revocation>;
};

/** Throws Refused (CERTIFICATE_REFUSED). */
export function readRevocationList(bytes: Uint8Array): RevocationList {
  const outer = new DerReader(bytes);
  const list = outer.inside(TAG.sequence);
  outer.end();
  const signed = list.take(TAG.sequence);
  const signatureAlgorithm = algorithm(list);
  const signature = bitStringBytes(list.take(TAG.bitString));
  list.end();
  const tbs = new DerReader(signed.content);
  if (serial(tbs.take(TAG.integer)) !== 1n) refuseDer('not version 2');
  if (algorithm(tbs) !== signatureAlgorithm) refuseDer('two signature algorithms');
  const issuer = tbs.take(TAG.sequence).whole;
  const thisUpdateUtcSeconds = time(tbs);
  const nextUpdateUtcSeconds = time(tbs);
  const entries = tbs.takeIf(TAG.sequence);
  const number = listNumber(tbs.inside(context(0)).inside(TAG.sequence));
  tbs.end();
  return {
    signed: signed.whole,
    signature,
    signatureAlgorithm,
    issuer,
    thisUpdateUtcSeconds,
    nextUpdateUtcSeconds,
    number,
    revoked: new Map(entries ? readEntries(new DerReader(entries.content)) : []),
  };
}

export function isListSignedBy(list: RevocationList, issuerKey: KeyObject): boolean {
  const { signed, signature, signatureAlgorithm } = list;
  const digest = signatureAlgorithm === OID.ed25519 ? null : 'sha256';
  return verify(digest, signed, issuerKey, signature);
}

function readEntries(reader: DerReader): [bigint, Revocation][] {
  const entries: [bigint, Revocation][] = [];
  while (!reader.isAtEnd) {
    const entry = reader.inside(TAG.sequence);
    const serialNumber = serial(entry.take(TAG.integer));
    const atUtcSeconds = time(entry);
    const reason = entry.isAtEnd ? UNSPECIFIED : reasonIn(entry.inside(TAG.sequence));
    entry.end();
    entries.push([serialNumber, { atUtcSeconds, reason }]);
  }
  return entries;
}

/** Nothing else may be there: an entry of another issuer's certificate would say so here. */
function reasonIn(extensions: DerReader): number {
  const extension = extensions.inside(TAG.sequence);
  if (oidText(extension.take(TAG.oid)) !== PKI_OID.cRLReason) refuseDer('an entry of another kind');
  const { content } = new DerReader(extension.take(TAG.octetString).content).take(ENUMERATED);
  extensions.end();
  return content[0] ?? UNSPECIFIED;
}

function listNumber(extensions: DerReader): bigint {
  let found: bigint | undefined;
  while (!extensions.isAtEnd) {
    const extension = extensions.inside(TAG.sequence);
    const oid = oidText(extension.take(TAG.oid));
    const isCritical = extension.takeIf(TAG.boolean) !== undefined;
    const { content } = extension.take(TAG.octetString);
    if (oid === PKI_OID.cRLNumber) found = serial(new DerReader(content).take(TAG.integer));
    else if (isCritical) refuseDer(`critical extension ${oid} is not known`);
  }
  return found ?? refuseDer('a list without a number');
}

/** Not negative. */
function serial({ content }: Element): bigint {
  if (content.length === 0 || (content[0] as number) >= 0x80) refuseDer('a negative number');
  return BigInt(`0x${toHex(content)}`);
}

function algorithm(reader: DerReader): string {
  const identifier = reader.inside(TAG.sequence);
  const oid = oidText(identifier.take(TAG.oid));
  identifier.end();
  return oid;
}
