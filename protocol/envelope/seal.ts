/** From a body to the bytes that are sent: with a MAC, encrypted, or signed. */
import { concat } from '../bytes.ts';
import {
  byteStringHead,
  protectedHeader,
  structureStart,
  writeEncrypt0,
  writeMac0,
  writeSign1,
} from '../cose/cose.ts';
import type { Crypto } from '../cose/crypto.ts';
import { type Eui64, eui64Bytes } from '../identifiers/eui64.ts';
import { assert } from '../refused.ts';
import { type Body, decodeBody, encodeBody, externalAad, type Kind } from './body.ts';
import type { Channel, Pair } from './pair.ts';

/** COSE_Mac0, HMAC 256/64. The body's originator and recipient are the pair's. */
export function sealMac(pair: Pair, kind: Kind, body: Body): Uint8Array {
  const channel = sendingChannel(pair, kind, body);
  const payload = encodeBody(body);
  return writeMac0(channel.macProtected, payload, channel.tag(payload));
}

/** COSE_Encrypt0, A128GCM: for personal data. The counter is seen, nothing else but its length. */
export function sealEncrypted(pair: Pair, kind: Kind, body: Body): Uint8Array {
  const channel = sendingChannel(pair, kind, body);
  const plaintext = encodeBody(body);
  const partialIv = channel.partialIv(body.counter, plaintext);
  const { key, nonce } = channel.content(partialIv);
  const ciphertext = pair.crypto.aes128gcm.seal(key, nonce, plaintext, channel.encryptAad);
  return writeEncrypt0(channel.encryptProtected, partialIv, ciphertext);
}

/** COSE_Sign1, Ed25519, by the body's originator. */
export function sealSigned(
  crypto: Crypto,
  signingSecret: Uint8Array,
  kind: Kind,
  body: Body,
): Uint8Array {
  return sign(crypto, signingSecret, kind, body, encodeBody(body));
}

/**
 * The same over the exact bytes of a body that another has composed, as a supplier signs the command
 * the head-end has prepared. Throws Refused (ENVELOPE_FORM) when they are not a body.
 */
export function signBody(
  crypto: Crypto,
  signingSecret: Uint8Array,
  kind: Kind,
  bodyBytes: Uint8Array,
): Uint8Array {
  return sign(crypto, signingSecret, kind, decodeBody(bodyBytes), bodyBytes);
}

function sign(
  crypto: Crypto,
  signingSecret: Uint8Array,
  kind: Kind,
  { originator, recipient }: { readonly originator: Eui64; readonly recipient: Eui64 },
  payload: Uint8Array,
): Uint8Array {
  const protectedBytes = protectedHeader('signed', eui64Bytes(originator));
  const start = structureStart('signed', protectedBytes, externalAad(kind, originator, recipient));
  const signed = concat(start, byteStringHead(payload.length), payload);
  return writeSign1(protectedBytes, payload, crypto.ed25519.sign(signingSecret, signed));
}

function sendingChannel(pair: Pair, kind: Kind, body: Body): Channel {
  assert(body.originator === pair.own, `${pair.own} sends nothing as ${body.originator}`);
  assert(body.recipient === pair.peer, `keys shared with ${pair.peer}, not ${body.recipient}`);
  return pair.sending(kind);
}
