/** May the keys of a party the meter trusts be replaced by these? Checked as a whole, before anything changes. */
import {
  type Certificate,
  type CertifiedKey,
  type KeyUsage,
  readCertificate,
} from '../../../protocol/certificates/certificate.ts';
import { isInTime, leadsTo } from '../../../protocol/certificates/verify.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { Anchors, MeterState } from '../state.ts';
import type { Authority, SlotName } from './authority.ts';

export type Replacement = {
  readonly slot: SlotName;
  readonly authority: Authority;
  readonly signing?: Uint8Array | undefined;
  readonly agreement?: Uint8Array | undefined;
  readonly prepayment?: Uint8Array | undefined;
  /** Of the authorities between those and the root. */
  readonly path: readonly Uint8Array[];
  readonly isTimeChecked: boolean;
  /** The first counter of its commands, and of its UTRNs. */
  readonly floor?: bigint | undefined;
  readonly topUpFloor?: bigint | undefined;
  /** May the slot pass to another party by this? */
  readonly mayChangeHolder: boolean;
};

export type ReplacementRefusal =
  | 'certificateMalformed'
  | 'certificateKeyKind'
  | 'certificateUsage'
  | 'certificateNotTrusted'
  | 'certificateOutOfDate'
  | 'certificateSubject'
  | 'certificateMissing'
  | 'clockNotReliable'
  | 'notThere';

export type KeyName = 'signing' | 'agreement' | 'prepayment';
export const KEY_NAMES: readonly KeyName[] = ['signing', 'agreement', 'prepayment'];
export type NewKeys = { readonly [K in KeyName]?: Certificate };

const KINDS: Readonly<Record<KeyName, CertifiedKey['kind']>> = {
  signing: 'Ed25519',
  agreement: 'X25519',
  prepayment: 'P-256',
};

type Checked =
  | { readonly kind: 'ok'; readonly keys: NewKeys; readonly eui64: Eui64 | undefined }
  | { readonly kind: 'refused'; readonly why: ReplacementRefusal };

const refused = (why: ReplacementRefusal): Checked => ({ kind: 'refused', why });

/** Nothing is changed by it. */
export function checkReplacement(crypto: Crypto, state: MeterState, wanted: Replacement): Checked {
  const read = readAll(wanted);
  if (!read) return refused('certificateMalformed');
  const { keys, path } = read;
  const given = KEY_NAMES.flatMap((name) =>
    keys[name] ? [{ name, certificate: keys[name] }] : [],
  );
  if (given.some(({ name, certificate }) => certificate.key.kind !== KINDS[name]))
    return refused('certificateKeyKind');
  if (given.some(({ name, certificate }) => !isUsable(crypto, state, name, certificate.key.bytes)))
    return refused('certificateMalformed');
  if (given.some(({ name, certificate }) => !certificate.usages.has(usageOf(wanted.slot, name))))
    return refused('certificateUsage');
  const parties = new Set(given.map(({ certificate }) => certificate.eui64));
  const [eui64] = parties;
  // A party has a name, and a root has none.
  const isNamed = (eui64 !== undefined) === (wanted.slot !== 'root');
  if (parties.size !== 1 || !isNamed) return refused('certificateSubject');
  const certificates = given.map(({ certificate }) => certificate);
  const why =
    refusalOfHolder(state.anchors, wanted, keys, eui64) ??
    refusalOfTrust(crypto, state, wanted, certificates, path) ??
    refusalOfTime(state, wanted, [...certificates, ...path]);
  return why ? refused(why) : { kind: 'ok', keys, eui64 };
}

function readAll({ signing, agreement, prepayment, path }: Replacement) {
  try {
    const read = (bytes: Uint8Array | undefined) => bytes && readCertificate(bytes);
    const found = {
      signing: read(signing),
      agreement: read(agreement),
      prepayment: read(prepayment),
    };
    const keys: NewKeys = Object.fromEntries(Object.entries(found).filter(([, one]) => one));
    return { keys, path: path.map(readCertificate) };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** A key that agrees on nothing would leave the meter without anybody to talk to, or without UTRNs. */
function isUsable(
  { x25519, p256 }: Crypto,
  { identity }: MeterState,
  name: KeyName,
  bytes: Uint8Array,
): boolean {
  switch (name) {
    case 'signing':
      return true;
    case 'agreement':
      return x25519.sharedSecret(identity.agreementSecret, bytes) !== undefined;
    case 'prepayment':
      return p256.sharedSecret(identity.prepaymentSecret, bytes) !== undefined;
  }
}

function usageOf(slot: SlotName, name: KeyName): KeyUsage {
  if (name !== 'signing') return 'keyAgreement';
  return slot === 'root' ? 'keyCertSign' : 'digitalSignature';
}

type Held = {
  readonly eui64?: Eui64;
  readonly signingPublic?: Uint8Array;
  readonly agreementPublic?: Uint8Array;
  readonly prepaymentPublic?: Uint8Array;
};
export const heldIn = (anchors: Anchors, slot: SlotName): Held | undefined => anchors[slot];

/** Another party brings every key that the one before had here: none of the old may go on being obeyed. */
function refusalOfHolder(
  anchors: Anchors,
  { slot, mayChangeHolder }: Replacement,
  keys: NewKeys,
  eui64: Eui64 | undefined,
): ReplacementRefusal | undefined {
  const held = heldIn(anchors, slot);
  const has = (name: KeyName) => held?.[`${name}Public`] !== undefined;
  const isOther = held?.eui64 !== eui64;
  if (isOther && !mayChangeHolder) return 'certificateSubject';
  if (!held) return keys.signing ? undefined : 'certificateMissing';
  return isOther && KEY_NAMES.some((name) => has(name) && !keys[name])
    ? 'certificateMissing'
    : undefined;
}

/** A new root is under no other when recovery vouches for it; else under the one before. */
function refusalOfTrust(
  crypto: Crypto,
  { anchors: { root } }: MeterState,
  { slot, authority }: Replacement,
  certificates: readonly Certificate[],
  path: readonly Certificate[],
): ReplacementRefusal | undefined {
  if (slot === 'root' && authority.slot === 'recovery') return undefined;
  if (!root) return slot === 'root' ? 'certificateNotTrusted' : undefined;
  const isTrusted = certificates.every((one) => leadsTo(crypto, one, path, root.signingPublic));
  return isTrusted ? undefined : 'certificateNotTrusted';
}

function refusalOfTime(
  state: MeterState,
  { isTimeChecked }: Replacement,
  certificates: readonly Certificate[],
): ReplacementRefusal | undefined {
  if (!isTimeChecked) return undefined;
  if (state.clock.status === 'invalid') return 'clockNotReliable';
  const utcSeconds = utcSecondsOf(state);
  return certificates.every((one) => isInTime(one, utcSeconds))
    ? undefined
    : 'certificateOutOfDate';
}
