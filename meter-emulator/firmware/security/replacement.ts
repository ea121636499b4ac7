/**
 * The keys of a party the meter trusts are replaced: checked as a whole, then put in force with the counters
 * from which its commands count. What the meter held of a party that is gone is held no longer.
 */
import {
  type Certificate,
  type CertifiedKey,
  type KeyUsage,
  readCertificate,
} from '../../../protocol/certificates/certificate.ts';
import { fingerprintOf } from '../../../protocol/certificates/fingerprint.ts';
import { isInTime, leadsTo } from '../../../protocol/certificates/verify.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import { eventWith, type Step, unchanged } from '../events/event.ts';
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
  if (given.some(({ name, certificate }) => !certificate.usages.has(usageOf(wanted.slot, name))))
    return refused('certificateUsage');
  const parties = new Set(given.map(({ certificate }) => certificate.eui64));
  const [eui64] = parties;
  const isNamed = wanted.slot === 'root' || eui64 !== undefined;
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
const heldIn = (anchors: Anchors, slot: SlotName): Held | undefined => anchors[slot];

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

/** A new root is under no other: recovery vouches for it. */
function refusalOfTrust(
  crypto: Crypto,
  { anchors: { root } }: MeterState,
  { slot }: Replacement,
  certificates: readonly Certificate[],
  path: readonly Certificate[],
): ReplacementRefusal | undefined {
  if (!root || slot === 'root') return undefined;
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

/** Puts in force what was checked. */
export function replaceKeys(
  state: MeterState,
  wanted: Replacement,
  keys: NewKeys,
  eui64: Eui64 | undefined,
): Step {
  const { slot, authority } = wanted;
  const before = heldIn(state.anchors, slot)?.eui64;
  const isOther = before !== eui64;
  const anchors = withKeys(state.anchors, slot, keys, eui64);
  const next = isOther ? withoutHeldOf(state, slot) : state;
  const payload = {
    slot,
    ...(before === undefined ? {} : { before }),
    ...(eui64 === undefined ? {} : { after: eui64 }),
    counter: authority.counter,
  };
  const replaced = withFloors({ ...next, anchors }, wanted, isOther);
  return { ...unchanged(replaced), events: [eventWith('credentialsUpdated', payload)] };
}

function withKeys(
  anchors: Anchors,
  slot: SlotName,
  keys: NewKeys,
  eui64: Eui64 | undefined,
): Anchors {
  const parts = KEY_NAMES.flatMap((name) => {
    const certificate = keys[name];
    if (!certificate) return [];
    return [
      [`${name}Public`, certificate.key.bytes] as const,
      [`${name}Fingerprint`, fingerprintOf(certificate.whole)] as const,
    ];
  });
  const held = { ...anchors[slot], ...(eui64 === undefined ? {} : { eui64 }) };
  return { ...anchors, [slot]: { ...held, ...Object.fromEntries(parts) } };
}

function withoutHeldOf(state: MeterState, slot: SlotName): MeterState {
  const commands = state.futureDated.commands.filter(({ signer }) => signer !== slot);
  return commands.length === state.futureDated.commands.length
    ? state
    : { ...state, futureDated: { commands } };
}

const ALL_USED = new Uint8Array(16).fill(0xff);

/** Another party begins anew where it does not say from where. */
function withFloors(
  state: MeterState,
  { slot, floor, topUpFloor }: Replacement,
  isOther: boolean,
): MeterState {
  const last = lastBefore(floor ?? (isOther ? 0n : undefined));
  const lastTopUp = lastBefore(topUpFloor ?? (isOther ? 0n : undefined));
  const isCounted = last !== undefined && slot !== 'root' && slot !== 'headEnd';
  const counters = isCounted ? { ...state.counters, [slot]: last } : state.counters;
  if (slot !== 'supplier' || lastTopUp === undefined) return { ...state, counters };
  const memory = { highestToken: lastTopUp, tokenWindow: ALL_USED };
  return { ...state, counters, topUps: { ...state.topUps, ...memory } };
}

/** The last counter that does not count any more; 0 is none. */
const lastBefore = (floor: bigint | undefined): bigint | undefined =>
  floor === undefined ? undefined : floor > 0n ? floor - 1n : 0n;
