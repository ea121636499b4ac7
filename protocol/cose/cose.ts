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
  /** Tag (RFC 9052 table 1), array head, and the protected header up to the key identifier. */
  readonly start: Uint8Array;
  /** Context string of the structure that is authenticated. */
  readonly context: string;
  readonly proofHead: Uint8Array;
  readonly proofBytes: number;
};

const KEY_ID_BYTES = 8;
/** As long as the nonce of A128GCM. */
export const PARTIAL_IV_BYTES = 12;
export const MAC_TAG_BYTES = 8;
/** Tag, array head and the head of the protected header come before it. */
const HEADER_AT = 3;
const NO_PROOF = new Uint8Array(0);
const NOTHING_UNPROTECTED = Uint8Array.of(0xa0);
const PARTIAL_IV_ONLY = Uint8Array.of(0xa1, 0x06, 0x40 + PARTIAL_IV_BYTES);

/** Algorithms: HMAC 256/64 (RFC 9053 §3.1), EdDSA, which is -8 (§2.2), and A128GCM (§4.1). */
const FORMS: Readonly<Record<Protection, Form>> = {
  mac: {
    start: Uint8Array.of(0xd1, 0x84, 0x4d, 0xa2, 0x01, 0x04, 0x04, 0x48),
    context: 'MAC0',
    proofHead: Uint8Array.of(0x48),
    proofBytes: 8,
  },
  signed: {
    start: Uint8Array.of(0xd2, 0x84, 0x4d, 0xa2, 0x01, 0x27, 0x04, 0x48),
    context: 'Signature1',
    proofHead: Uint8Array.of(0x58, 0x40),
    proofBytes: 64,
  },
  encrypted: {
    start: Uint8Array.of(0xd0, 0x83, 0x4d, 0xa2, 0x01, 0x01, 0x04, 0x48),
    context: 'Encrypt0',
    proofHead: new Uint8Array(0),
    proofBytes: 0,
  },
};

/** `{1: algorithm, 4: keyId}`: 13 bytes. */
export function protectedHeader(protection: Protection, keyId: Uint8Array): Uint8Array {
  assert(keyId.length === KEY_ID_BYTES, 'a key identifier is an EUI-64');
  return concat(FORMS[protection].start.subarray(HEADER_AT), keyId);
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
  const { start, context } = FORMS[protection];
  const text = Uint8Array.from(context, (letter) => letter.charCodeAt(0));
  return concat(
    // As many items as the message: the context string takes the place of its unprotected header.
    Uint8Array.of(start[1] as number, 0x60 + text.length),
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
  return write(
    'encrypted',
    protectedBytes,
    concat(PARTIAL_IV_ONLY, partialIv),
    ciphertext,
    NO_PROOF,
  );
}

function write(
  protection: Protection,
  protectedBytes: Uint8Array,
  unprotected: Uint8Array,
  payload: Uint8Array,
  proof: Uint8Array,
): Uint8Array {
  const { start, proofHead, proofBytes } = FORMS[protection];
  assert(proof.length === proofBytes, `${protection} ends in ${proofBytes} bytes`);
  const payloadHead = byteStringHead(payload.length);
  const head = start.subarray(0, HEADER_AT);
  return concat(head, protectedBytes, unprotected, payloadHead, payload, proofHead, proof);
}

/** Verifies nothing. Throws Refused (ENVELOPE_FORM) for anything but the three forms above. */
export function parseCose(bytes: Uint8Array): CoseMessage {
  const reader = new Reader(bytes);
  const protection = protectionOf(bytes[0]);
  const { start, proofHead, proofBytes } = FORMS[protection];
  reader.expect(start);
  const protectedBytes = bytes.subarray(HEADER_AT, start.length + KEY_ID_BYTES);
  const keyId = reader.take(KEY_ID_BYTES);
  const encrypted = protection === 'encrypted';
  reader.expect(encrypted ? PARTIAL_IV_ONLY : NOTHING_UNPROTECTED);
  const partialIv = encrypted ? reader.take(PARTIAL_IV_BYTES) : undefined;
  const payload = reader.byteString();
  reader.expect(proofHead);
  const proof = reader.take(proofBytes);
  reader.end();
  const message = { protection, protectedBytes, keyId, payload, proof };
  return partialIv ? { ...message, partialIv } : message;
}

function protectionOf(tag: number | undefined): Protection {
  if (tag === FORMS.mac.start[0]) return 'mac';
  if (tag === FORMS.signed.start[0]) return 'signed';
  if (tag === FORMS.encrypted.start[0]) return 'encrypted';
  return refuse('not a COSE message with the tag of Mac0, Sign1 or Encrypt0');
}

/** Bytes of length that follow 0x58, 0x59 and 0x5a. */
const WIDTHS = [1, 2, 4] as const;

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  expect(wanted: Uint8Array): void {
    for (let at = 0; at < wanted.length; at++)
      if (this.#bytes[this.#at++] !== wanted[at]) refuse(`not as expected at byte ${this.#at - 1}`);
  }

  take(count: number): Uint8Array {
    const from = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) refuse('truncated');
    return this.#bytes.subarray(from, this.#at);
  }

  byteString(): Uint8Array {
    const initial = this.#bytes[this.#at++] ?? 0;
    if (initial >= 0x40 && initial < 0x58) return this.take(initial - 0x40);
    const width = WIDTHS[initial - 0x58] ?? refuse('not a byte string of a length that is read');
    let length = 0;
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
