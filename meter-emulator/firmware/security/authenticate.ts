/**
 * Is this a command I have to obey? Who protects what: the head-end's MAC is around every command; a
 * critical one holds the supplier's signature, so two keys are needed to touch the supply. Who has to sign
 * which service is looked up in the meter's own table, never read from the message.
 */

import { equalBytes } from '../../../protocol/bytes.ts';
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import { type Body, COMMAND_BYTES_MAX, decodeBody } from '../../../protocol/envelope/body.ts';
import { accepts } from '../../../protocol/envelope/counter.ts';
import { openMac, openSigned, receive } from '../../../protocol/envelope/open.ts';
import type { Pair } from '../../../protocol/envelope/pair.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { type RefusalCode, Refused } from '../../../protocol/refused.ts';
import { serviceByNumber } from '../../../protocol/services/index.ts';
import type { Counters, MeterState } from '../state.ts';
import { type Authority, signersOf } from './authority.ts';
import type { SignerSlot } from './stored.ts';

export type Command = {
  readonly serviceNumber: number;
  /** Undefined: no service of this number exists. */
  readonly service: Service | undefined;
  readonly content: CborMap;
  /** The head-end's; the answer names it. */
  readonly counter: bigint;
  /** Whose signature it carries, and with which counter; undefined for a command that needs none. */
  readonly authority: Authority | undefined;
  /** The user for whom the head-end asks. */
  readonly party: Eui64 | undefined;
  /** The head-end's time. */
  readonly networkUtcSeconds: number | undefined;
  readonly digest: Uint8Array;
};

export type Arrival = { readonly kind: 'new' | 'repeated'; readonly command: Command };

const DIGEST_BYTES = 16;
const NO_CONTENT: CborMap = new Map();

/**
 * The command in these bytes, verified and not a replay; `repeated` is the last one once more, byte for
 * byte. Throws Refused with an ENVELOPE_ code; nothing changes then.
 */
export function authenticate(
  crypto: Crypto,
  pair: Pair,
  state: MeterState,
  message: Uint8Array,
): Arrival {
  const received = receive(message, COMMAND_BYTES_MAX);
  const outer = openMac(pair, 'command', received);
  const digest = crypto.sha256(message).slice(0, DIGEST_BYTES);
  const { counters } = state;
  const isRepeated =
    outer.counter === counters.headEnd &&
    counters.headEndDigest !== undefined &&
    equalBytes(digest, counters.headEndDigest);
  if (!isRepeated && !accepts(counters.headEnd, outer.counter))
    refuse('ENVELOPE_REPLAY', `counter ${outer.counter} of the head-end`);
  const service = serviceByNumber.get(outer.service);
  const signers = service ? signersOf(service) : [];
  const { inner, authority } = isRepeated
    ? openRepeated(outer)
    : signers.length > 0
      ? openSigner(crypto, state, signers, outer)
      : openPlain(outer);
  if (!isRepeated && authority && !accepts(counters[authority.slot] ?? 0n, authority.counter))
    refuse('ENVELOPE_REPLAY', `counter ${authority.counter} of the ${authority.slot}`);
  const command: Command = {
    serviceNumber: outer.service,
    service,
    content: inner.content ?? NO_CONTENT,
    counter: outer.counter,
    authority,
    party: outer.supplementary?.party,
    networkUtcSeconds: outer.deviceUtcSeconds,
    digest,
  };
  return { kind: isRepeated ? 'repeated' : 'new', command };
}

type Opened = { readonly inner: Body; readonly authority: Authority | undefined };

/** Verified when it came first; since then it may have replaced the very key that signed it. */
function openRepeated(outer: Body): Opened {
  if (!outer.signedCommand) return { inner: outer, authority: undefined };
  const { cose } = receive(outer.signedCommand, COMMAND_BYTES_MAX);
  return { inner: decodeBody(cose.payload), authority: undefined };
}

function openPlain(outer: Body): Opened {
  if (outer.signedCommand) refuse('ENVELOPE_PROTECTION', 'signed, but nobody has to sign it');
  return { inner: outer, authority: undefined };
}

function openSigner(
  crypto: Crypto,
  { anchors, identity }: MeterState,
  signers: readonly SignerSlot[],
  outer: Body,
): Opened {
  if (!outer.signedCommand) refuse('ENVELOPE_PROTECTION', 'to be signed, and not signed');
  const received = receive(outer.signedCommand, COMMAND_BYTES_MAX);
  const slot = signers.find((one) => anchors[one]?.eui64 === received.originator);
  const signer = slot && anchors[slot];
  if (!signer) return refuse('ENVELOPE_ORIGINATOR', `signed by ${received.originator}`);
  const inner = openSigned(crypto, signer.signingPublic, 'command', identity.eui64, received);
  if (inner.signedCommand) refuse('ENVELOPE_PROTECTION', 'signed twice');
  // The head-end may not pass a signature on under another service's name.
  if (inner.service !== outer.service)
    refuse('ENVELOPE_PROTECTION', `signed for service ${inner.service}, sent as ${outer.service}`);
  return { inner, authority: { slot, counter: inner.counter } };
}

/** The counters once this command counts as accepted. */
export function withAccepted(
  counters: Counters,
  { counter, digest, authority }: Command,
): Counters {
  return {
    ...counters,
    headEnd: counter,
    headEndDigest: digest,
    ...(authority ? { [authority.slot]: authority.counter } : {}),
  };
}

function refuse(code: RefusalCode, reason: string): never {
  throw new Refused('', reason, undefined, code);
}
