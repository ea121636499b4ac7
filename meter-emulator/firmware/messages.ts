/** What the meter says: answers and alerts, made of what is stored, so that saying it again gives the same bytes. */
import { ALERT_CONTENT_BYTES_MAX } from '../../protocol/alerts/payload-shapes.ts';
import { type CborMap, decodeCanonical, isCborMap } from '../../protocol/cbor/canonical.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';
import type { Body } from '../../protocol/envelope/body.ts';
import type { Pair } from '../../protocol/envelope/pair.ts';
import { sealEncrypted, sealMac, sealSigned } from '../../protocol/envelope/seal.ts';
import { assert } from '../../protocol/refused.ts';
import { serviceByNumber } from '../../protocol/services/index.ts';
import type { Answer, MeterState, PendingAlert } from './state.ts';

export type Reply = Omit<Answer, 'content'> & { readonly content?: CborMap };

const ALERT_LIMITS = { bytes: ALERT_CONTENT_BYTES_MAX, depth: 4 };

/**
 * A critical command is answered with the meter's signature, a personal result encrypted, all else with
 * a MAC; a refusal is protected as the result would have been.
 */
export function sealReply(crypto: Crypto, pair: Pair, state: MeterState, reply: Reply): Uint8Array {
  const body: Body = {
    originator: pair.own,
    recipient: pair.peer,
    counter: reply.counter,
    service: reply.service,
    responseTo: reply.responseTo,
    deviceUtcSeconds: Math.max(0, reply.utcSeconds),
    clockStatus: reply.clockStatus,
    ...(reply.status === 0 ? {} : { status: reply.status }),
    ...(reply.content ? { content: reply.content } : {}),
  };
  const service = serviceByNumber.get(reply.service);
  if (service?.critical) return sealSigned(crypto, state.identity.signingSecret, 'response', body);
  return service?.personal
    ? sealEncrypted(pair, 'response', body)
    : sealMac(pair, 'response', body);
}

/** Signed, because a party that shares no key with the meter has to be able to believe it. */
export function sealAlert(
  crypto: Crypto,
  pair: Pair,
  state: MeterState,
  { counter, code, utcSeconds, clockStatus, content }: PendingAlert,
): Uint8Array {
  return sealSigned(crypto, state.identity.signingSecret, 'alert', {
    originator: pair.own,
    recipient: pair.peer,
    counter,
    service: code,
    deviceUtcSeconds: Math.max(0, utcSeconds),
    clockStatus,
    ...(content ? { content: mapOf(content) } : {}),
  });
}

function mapOf(content: Uint8Array): CborMap {
  const map = decodeCanonical(content, ALERT_LIMITS);
  assert(isCborMap(map), 'what an alert says is kept as a map');
  return map;
}
