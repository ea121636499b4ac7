/**
 * From received bytes to a body: parsed first, so that the receiver can choose the key by who is said to
 * have sent it, and believed only when that key verifies it for this kind and this recipient.
 */
import { concat } from '../bytes.ts';
import { byteStringHead, type CoseMessage, parseCose, structureStart } from '../cose/cose.ts';
import type { Crypto } from '../cose/crypto.ts';
import { type Eui64, eui64FromBytes } from '../identifiers/eui64.ts';
import { assert, type RefusalCode, Refused } from '../refused.ts';
import { type Body, decodeBody, externalAad, type Kind } from './body.ts';
import { type Channel, type Pair, partialIvCounter } from './pair.ts';

export type Received = {
  readonly protection: CoseMessage['protection'];
  /** From the key identifier; not verified yet. */
  readonly originator: Eui64;
  readonly cose: CoseMessage;
};

/** Throws Refused (ENVELOPE_FORM) for more than `bytesMax` bytes or another form. */
export function receive(bytes: Uint8Array, bytesMax: number): Received {
  if (bytes.length > bytesMax) refuse('ENVELOPE_FORM', `longer than ${bytesMax} bytes`);
  const cose = parseCose(bytes);
  return { protection: cose.protection, originator: eui64FromBytes(cose.keyId), cose };
}

/**
 * The body of a Mac0 from the pair's peer. Throws Refused: ENVELOPE_PROTECTION (not a Mac0),
 * ENVELOPE_ORIGINATOR, ENVELOPE_AUTHENTICATION, ENVELOPE_FORM, ENVELOPE_RECIPIENT.
 */
export function openMac(pair: Pair, kind: Kind, received: Received): Body {
  const { cose } = received;
  const channel = receivingChannel(pair, kind, received, 'mac');
  if (!pair.crypto.equal(channel.tag(cose.payload), cose.proof))
    refuse('ENVELOPE_AUTHENTICATION', 'the MAC does not verify');
  return bodyFor(channel.originator, channel.recipient, cose.payload);
}

/** The body of an Encrypt0 from the pair's peer; throws as `openMac` does. */
export function openEncrypted(pair: Pair, kind: Kind, received: Received): Body {
  const { cose } = received;
  const channel = receivingChannel(pair, kind, received, 'encrypted');
  const { partialIv, payload } = cose;
  assert(partialIv !== undefined, 'an Encrypt0 is parsed with its Partial IV');
  const { key, nonce } = channel.content(partialIv);
  const plaintext =
    pair.crypto.aes128gcm.open(key, nonce, payload, channel.encryptAad) ??
    refuse('ENVELOPE_AUTHENTICATION', 'the ciphertext does not verify');
  const body = bodyFor(channel.originator, channel.recipient, plaintext);
  if (body.counter !== partialIvCounter(partialIv))
    refuse('ENVELOPE_FORM', 'the counter is not that of the Partial IV');
  return body;
}

/**
 * The body of a Sign1 by the holder of `publicKey`, which the receiver chose for `received.originator`;
 * `recipient` is the receiver. Throws as `openMac` does.
 */
export function openSigned(
  crypto: Crypto,
  publicKey: Uint8Array,
  kind: Kind,
  recipient: Eui64,
  received: Received,
): Body {
  const { cose, originator } = received;
  expectProtection(received, 'signed');
  const start = structureStart(
    'signed',
    cose.protectedBytes,
    externalAad(kind, originator, recipient),
  );
  const signed = concat(start, byteStringHead(cose.payload.length), cose.payload);
  if (!crypto.ed25519.verify(publicKey, signed, cose.proof))
    refuse('ENVELOPE_AUTHENTICATION', 'the signature does not verify');
  return bodyFor(originator, recipient, cose.payload);
}

function receivingChannel(
  pair: Pair,
  kind: Kind,
  received: Received,
  protection: CoseMessage['protection'],
): Channel {
  expectProtection(received, protection);
  if (received.originator !== pair.peer)
    refuse('ENVELOPE_ORIGINATOR', `from ${received.originator}, not ${pair.peer}`);
  return pair.receiving(kind);
}

function expectProtection(received: Received, protection: CoseMessage['protection']): void {
  if (received.protection !== protection)
    refuse('ENVELOPE_PROTECTION', `${received.protection}, not ${protection}`);
}

function bodyFor(originator: Eui64, recipient: Eui64, payload: Uint8Array): Body {
  const body = decodeBody(payload);
  if (body.originator !== originator)
    refuse('ENVELOPE_ORIGINATOR', `said to be from ${body.originator}, protected by ${originator}`);
  if (body.recipient !== recipient)
    refuse('ENVELOPE_RECIPIENT', `meant for ${body.recipient}, not ${recipient}`);
  return body;
}

function refuse(code: RefusalCode, reason: string): never {
  throw new Refused('', reason, undefined, code);
}
