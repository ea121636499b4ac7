/**
 * COSE (RFC 9052) in the one form of this protocol: Mac0, Sign1 or Encrypt0 with exactly one tag, a
 * protected header of algorithm and key identifier, nothing unprotected but a Partial IV. There is one
 * way to write each message, so reading is comparing bytes, and canonical by construction.
 */
import { concat } from '../bytes.ts';
import { assert, Refused } from '../refused.ts';

export type Protection = 'mac' | 'signed' | 'encrypted';

export type CoseMessage = {
  readonly protection: Protection;
  /** The encoded protected header, as it is authenticated. */
  readonly protectedBytes: Uint8Array;
  /** The originator's EUI-64 (8 bytes), label 4 of the protected header. */
  readonly keyId: Uint8Array;
  /** Encrypt0 alone: label 6, 12 bytes, the last 8 of them the message's counter. */
  readonly partialIv?: Uint8Array;
  /** The plaintext, or Encrypt0's ciphertext with its tag. A view of the message, not a copy. */
  readonly payload: Uint8Array;
  /** The 8-byte tag or the 64-byte signature; empty for Encrypt0, whose tag ends the ciphertext. */
  readonly proof: Uint8Array;
};

type Form = {
  /** RFC 9052 table 1: tags 17, 18 and 16. */
  readonly tag: number;
  readonly arrayHead: number;
  /** HMAC 256/64 (RFC 9053 §3.1), EdDSA = -8 (§2.2), A128GCM (§4.1). */
  readonly algorithm: number;
  /** Context string of the structure that is authenticated. */
  readonly context: string;
  readonly proofBytes: number;
};

const FORMS: Readonly<Record<Protection, Form>> = {
  mac: { tag: 0xd1, arrayHead: 0x84, algorithm: 0x04, context: 'MAC0', proofBytes: 8 },
  signed: { tag: 0xd2, arrayHead: 0x84, algorithm: 0x27, context: 'Signature1', proofBytes: 64 },
  encrypted: { tag: 0xd0, arrayHead: 0x83, algorithm: 0x01, context: 'Encrypt0', proofBytes: 0 },
};

const KEY_ID_BYTES = 8;
/** As long as the nonce of A128GCM. */
export const PARTIAL_IV_BYTES = 12;
export const MAC_TAG_BYTES = 8;
const EMPTY = new Uint8Array(0);
const NOTHING_UNPROTECTED = Uint8Array.of(0xa0);
const PARTIAL_IV_ONLY = Uint8Array.of(0xa1, 0x06, 0x40 + PARTIAL_IV_BYTES);

/** `{1: algorithm, 4: keyId}`: 13 bytes. */
export function protectedHeader(protection: Protection, keyId: Uint8Array): Uint8Array {
  assert(keyId.length === KEY_ID_BYTES, 'a key identifier is an EUI-64');
  return concat(headerStart(FORMS[protection]), keyId);
}

function headerStart(form: Form): Uint8Array {
  return Uint8Array.of(0xa2, 0x01, form.algorithm, 0x04, 0x40 + KEY_ID_BYTES);
}

/** The head of a byte string of `length` bytes, in its shortest form. */
export function byteStringHead(length: number): Uint8Array {
  if (length < 24) return Uint8Array.of(0x40 + length);
  if (length < 0x100) return Uint8Array.of(0x58, length);
  if (length < 0x1_0000) return Uint8Array.of(0x59, length >> 8, length);
  return Uint8Array.of(0x5a, length >>> 24, length >>> 16, length >>> 8, length);
}

/**
 * What is authenticated, up to the payload: of MAC_structure (RFC 9052 §6.3) and Sig_structure (§4.4)
 * all but the last item, of Enc_structure (§5.3) the whole.
 */
export function structureStart(
  protection: Protection,
  protectedBytes: Uint8Array,
  externalAad: Uint8Array,
): Uint8Array {
  const { arrayHead, context } = FORMS[protection];
  const text = Uint8Array.from(context, (letter) => letter.charCodeAt(0));
  return concat(
    Uint8Array.of(arrayHead, 0x60 + text.length),
    text,
    byteStringHead(protectedBytes.length),
    protectedBytes,
    byteStringHead(externalAad.length),
    externalAad,
  );
}

export function writeMac0(protectedBytes: Uint8Array, payload: Uint8Array, tag: Uint8Array) {
  return write('mac', protectedBytes, NOTHING_UNPROTECTED, payload, tag);
}

export function writeSign1(protectedBytes: Uint8Array, payload: Uint8Array, signature: Uint8Array) {
  return write('signed', protectedBytes, NOTHING_UNPROTECTED, payload, signature);
}

export function writeEncrypt0(
  protectedBytes: Uint8Array,
  partialIv: Uint8Array,
  ciphertext: Uint8Array,
) {
  assert(partialIv.length === PARTIAL_IV_BYTES, `a Partial IV has ${PARTIAL_IV_BYTES} bytes`);
  return write('encrypted', protectedBytes, concat(PARTIAL_IV_ONLY, partialIv), ciphertext, EMPTY);
}

function write(
  protection: Protection,
  protectedBytes: Uint8Array,
  unprotected: Uint8Array,
  payload: Uint8Array,
  proof: Uint8Array,
): Uint8Array {
  const { tag, arrayHead, proofBytes } = FORMS[protection];
  assert(proof.length === proofBytes, `${protection} ends in ${proofBytes} bytes`);
  return concat(
    Uint8Array.of(tag, arrayHead),
    byteStringHead(protectedBytes.length),
    protectedBytes,
    unprotected,
    byteStringHead(payload.length),
    payload,
    proofBytes === 0 ? EMPTY : byteStringHead(proofBytes),
    proof,
  );
}

/** Verifies nothing. Throws Refused (ENVELOPE_FORM) for anything but the three forms above. */
export function parseCose(bytes: Uint8Array): CoseMessage {
  const reader = new Reader(bytes);
  const protection = protectionOf(bytes[0]);
  const form = FORMS[protection];
  const start = headerStart(form);
  reader.expect(Uint8Array.of(form.tag, form.arrayHead, 0x40 + start.length + KEY_ID_BYTES));
  const protectedBytes = reader.take(start.length + KEY_ID_BYTES);
  new Reader(protectedBytes).expect(start);
  const keyId = protectedBytes.subarray(start.length);
  const encrypted = protection === 'encrypted';
  reader.expect(encrypted ? PARTIAL_IV_ONLY : NOTHING_UNPROTECTED);
  const partialIv = encrypted ? reader.take(PARTIAL_IV_BYTES) : undefined;
  const payload = reader.byteString();
  if (!encrypted) reader.expect(byteStringHead(form.proofBytes));
  const proof = reader.take(form.proofBytes);
  reader.end();
  const message = { protection, protectedBytes, keyId, payload, proof };
  return partialIv ? { ...message, partialIv } : message;
}

function protectionOf(tag: number | undefined): Protection {
  if (tag === FORMS.mac.tag) return 'mac';
  if (tag === FORMS.signed.tag) return 'signed';
  if (tag === FORMS.encrypted.tag) return 'encrypted';
  return refuse('not a COSE message with the tag of Mac0, Sign1 or Encrypt0');
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  expect(wanted: Uint8Array): void {
    for (const byte of wanted)
      if (this.#bytes[this.#at++] !== byte) refuse(`not as expected at byte ${this.#at - 1}`);
  }

  take(count: number): Uint8Array {
    const from = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) refuse('truncated');
    return this.#bytes.subarray(from, this.#at);
  }

  byteString(): Uint8Array {
    const [initial = 0] = this.take(1);
    const width = initial < 0x58 ? 0 : 2 ** (initial - 0x58);
    if (initial < 0x40 || width > 4) refuse('not a byte string');
    let length = width === 0 ? initial - 0x40 : 0;
    for (const byte of this.take(width)) length = length * 256 + byte;
    if (byteStringHead(length).length !== 1 + width) refuse('a length not in its shortest form');
    return this.take(length);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) refuse('bytes follow the message');
  }
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'ENVELOPE_FORM');
}
