/**
 * A message sealed to a user's X25519 key: COSE_Encrypt (RFC 9052 §5.1) with one recipient, ECDH-ES with
 * HKDF-256 and no key wrap (RFC 9053 §6.3.1), A128GCM. The ephemeral key is of one message alone. There
 * is one way to write it, so reading is comparing bytes.
 */
import { randomBytes } from 'node:crypto';
import { ephemeralAgreement } from '../../../platform/ephemeral-agreement.ts';
import { concat, equalBytes } from '../../../protocol/bytes.ts';
import { byteStringHead } from '../../../protocol/cose/cose.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { hkdfExpand, hkdfExtract } from '../../../protocol/cose/hkdf.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { assert, Refused } from '../../../protocol/refused.ts';

export const SEALING_KEY_BYTES = 32;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const KEY_ID_BYTES = 8;

/** {1: 1}, A128GCM. */
const CONTENT_HEADER = Uint8Array.of(0xa1, 0x01, 0x01);
/** {1: -25}, ECDH-ES + HKDF-256. */
const RECIPIENT_HEADER = Uint8Array.of(0xa1, 0x01, 0x38, 0x18);
/** Tag 96, array of 4, the protected header, {5: the nonce that follows}. */
const START = concat(
  Uint8Array.of(0xd8, 0x60, 0x84, 0x43),
  CONTENT_HEADER,
  Uint8Array.of(0xa1, 0x05, 0x40 + NONCE_BYTES),
);
/** One recipient: its protected header, {4: the key identifier that follows … */
const BEFORE_KEY_ID = concat(
  Uint8Array.of(0x81, 0x83, 0x44),
  RECIPIENT_HEADER,
  Uint8Array.of(0xa2, 0x04, 0x40 + KEY_ID_BYTES),
);
/** … -1: {1: OKP, -1: X25519, -2: the ephemeral public key that follows}}. */
const BEFORE_EPHEMERAL = Uint8Array.of(0x20, 0xa3, 1, 1, 0x20, 4, 0x21, 0x58, SEALING_KEY_BYTES);
/** No wrapped key. */
const END = Uint8Array.of(0x40);
/** COSE_KDF_Context (RFC 9053 §5.2): A128GCM, nobody named, 128 bits, the recipient's header. */
const KDF_CONTEXT = concat(
  Uint8Array.of(0x84, 0x01, 0x83, 0xf6, 0xf6, 0xf6, 0x83, 0xf6, 0xf6, 0xf6, 0x82, 0x18, 0x80, 0x44),
  RECIPIENT_HEADER,
);
const TAIL_BYTES =
  BEFORE_KEY_ID.length + KEY_ID_BYTES + BEFORE_EPHEMERAL.length + SEALING_KEY_BYTES + END.length;

/** Whose message it is, which, and what is in it: a sealed message moved elsewhere does not open. */
export type SealedFor = {
  readonly recipient: Eui64;
  readonly messageId: string;
  /** The type of the event inside. */
  readonly type: string;
};

const utf8 = new TextEncoder();
const aadOf = ({ recipient, messageId, type }: SealedFor) =>
  utf8.encode(`${recipient}\n${messageId}\n${type}`);

/** Not one of the few keys that agree on zero with everybody. */
export const isSealingKey = (publicKey: Uint8Array): boolean =>
  ephemeralAgreement(publicKey) !== undefined;

/** The first 8 bytes of the key's SHA-256: a user with two keys knows which it is. */
export const sealingKeyId = (crypto: Crypto, publicKey: Uint8Array): Uint8Array =>
  crypto.sha256(publicKey).subarray(0, KEY_ID_BYTES);

/** Throws Refused (ENVELOPE_FORM) for a key of small order. */
export function seal(
  crypto: Crypto,
  publicKey: Uint8Array,
  content: Uint8Array,
  about: SealedFor,
): Uint8Array {
  const agreed = ephemeralAgreement(publicKey) ?? refuse('a sealing key of small order');
  const { ephemeralPublic, sharedSecret } = agreed;
  const nonce = new Uint8Array(randomBytes(NONCE_BYTES));
  const key = contentKey(crypto, sharedSecret);
  const body = crypto.aes128gcm.seal(key, nonce, content, encStructure(about));
  return written(nonce, body, sealingKeyId(crypto, publicKey), ephemeralPublic);
}

/** Throws Refused (ENVELOPE_FORM, ENVELOPE_AUTHENTICATION, ENVELOPE_RECIPIENT for another's key). */
export function open(
  crypto: Crypto,
  secret: Uint8Array,
  sealed: Uint8Array,
  about: SealedFor,
): Uint8Array {
  const { nonce, body, keyId, ephemeral } = parsed(sealed);
  const own = sealingKeyId(crypto, crypto.x25519.publicKey(secret));
  if (!equalBytes(keyId, own)) refuse('sealed to another key', 'ENVELOPE_RECIPIENT');
  const shared = crypto.x25519.sharedSecret(secret, ephemeral);
  if (!shared) return refuse('an ephemeral key of small order');
  const key = contentKey(crypto, shared);
  return (
    crypto.aes128gcm.open(key, nonce, body, encStructure(about)) ??
    refuse('does not open', 'ENVELOPE_AUTHENTICATION')
  );
}

const contentKey = (crypto: Crypto, shared: Uint8Array): Uint8Array =>
  hkdfExpand(crypto, hkdfExtract(crypto, new Uint8Array(0), shared), KDF_CONTEXT, KEY_BYTES);

/** Enc_structure (RFC 9052 §5.3): ["Encrypt", protected header, external data]. */
function encStructure(about: SealedFor): Uint8Array {
  const aad = aadOf(about);
  const context = utf8.encode('Encrypt');
  const head = Uint8Array.of(0x83, 0x60 + context.length);
  const header = concat(byteStringHead(CONTENT_HEADER.length), CONTENT_HEADER);
  return concat(head, context, header, byteStringHead(aad.length), aad);
}

function written(
  nonce: Uint8Array,
  body: Uint8Array,
  keyId: Uint8Array,
  ephemeral: Uint8Array,
): Uint8Array {
  assert(keyId.length === KEY_ID_BYTES && nonce.length === NONCE_BYTES, 'of fixed length');
  const content = concat(START, nonce, byteStringHead(body.length), body);
  return concat(content, BEFORE_KEY_ID, keyId, BEFORE_EPHEMERAL, ephemeral, END);
}

/** All but the body is of fixed length; what is written of the parts found must be what was there. */
function parsed(sealed: Uint8Array) {
  const tail = sealed.length - TAIL_BYTES;
  const room = tail - START.length - NONCE_BYTES;
  const headBytes = [1, 2, 3, 5].find((head) => byteStringHead(room - head).length === head);
  if (headBytes === undefined || room <= headBytes) return refuse('not a sealed message');
  const keyIdAt = tail + BEFORE_KEY_ID.length;
  const ephemeralAt = keyIdAt + KEY_ID_BYTES + BEFORE_EPHEMERAL.length;
  const parts = {
    nonce: sealed.subarray(START.length, START.length + NONCE_BYTES),
    body: sealed.subarray(START.length + NONCE_BYTES + headBytes, tail),
    keyId: sealed.subarray(keyIdAt, keyIdAt + KEY_ID_BYTES),
    ephemeral: sealed.subarray(ephemeralAt, ephemeralAt + SEALING_KEY_BYTES),
  };
  const again = written(parts.nonce, parts.body, parts.keyId, parts.ephemeral);
  return equalBytes(again, sealed) ? parts : refuse('not a sealed message');
}

type Code = 'ENVELOPE_FORM' | 'ENVELOPE_AUTHENTICATION' | 'ENVELOPE_RECIPIENT';
function refuse(reason: string, code: Code = 'ENVELOPE_FORM'): never {
  throw new Refused('sealed', reason, undefined, code);
}
