/**
 * Two parties that agree on keys: X25519 of their long-term keys once, then by HKDF-SHA-256 a MAC key
 * for each direction and kind, and for each encrypted message a key of its own.
 */
import { concat, u64Bytes } from '../bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { byteStringHead, MAC_TAG_BYTES, protectedHeader, structureStart } from '../cose/cose.ts';
import type { Crypto, MacKey } from '../cose/crypto.ts';
import { hkdfExpand, hkdfExtract } from '../cose/hkdf.ts';
import { type Eui64, eui64Bytes } from '../identifiers/eui64.ts';
import { Refused } from '../refused.ts';
import { externalAad, KIND_NUMBERS, type Kind } from './body.ts';

const MAC_KEY_BYTES = 32;
const CONTENT_KEY_BYTES = 16;
const NONCE_BYTES = 12;
const SYNTHETIC_BYTES = 4;
/** COSE algorithm numbers, bound into the derivation: HMAC 256/64 and A128GCM. */
const HMAC_256_64 = 4;
const A128GCM = 1;
/** The head of a CBOR array of as many items. */
const ARRAY_OF_SIX = 0x86;

/** All that protects the messages of one kind in one direction. */
export class Channel {
  readonly originator: Eui64;
  readonly recipient: Eui64;
  readonly macProtected: Uint8Array;
  readonly encryptProtected: Uint8Array;
  /** Enc_structure: the additional data of the AEAD. */
  readonly encryptAad: Uint8Array;
  readonly #crypto: Crypto;
  readonly #kind: Kind;
  readonly #prk: MacKey;
  readonly #macKey: MacKey;
  readonly #macStart: Uint8Array;
  /** The info of a content key but for its last item, the counter. */
  readonly #contentInfo: Uint8Array;

  constructor(crypto: Crypto, prk: MacKey, kind: Kind, originator: Eui64, recipient: Eui64) {
    this.originator = originator;
    this.recipient = recipient;
    this.#crypto = crypto;
    this.#kind = kind;
    this.#prk = prk;
    const aad = externalAad(kind, originator, recipient);
    const keyId = eui64Bytes(originator);
    this.macProtected = protectedHeader('mac', keyId);
    this.encryptProtected = protectedHeader('encrypted', keyId);
    this.encryptAad = structureStart('encrypted', this.encryptProtected, aad);
    this.#macStart = structureStart('mac', this.macProtected, aad);
    this.#contentInfo = this.#info('MW1-ENC', A128GCM);
    this.#contentInfo[0] = ARRAY_OF_SIX;
    this.#macKey = crypto.macKey(
      hkdfExpand(crypto, prk, this.#info('MW1-MAC', HMAC_256_64), MAC_KEY_BYTES),
    );
  }

  /** HMAC 256/64 of the MAC_structure with `payload`: 8 bytes. */
  tag(payload: Uint8Array): Uint8Array {
    const whole = this.#macKey.mac(this.#macStart, byteStringHead(payload.length), payload);
    return whole.subarray(0, MAC_TAG_BYTES);
  }

  /**
   * The 12 bytes an encrypted message carries: four that depend on all it says, eight of its counter.
   * The four are a MAC: a counter taken back by a restored file gives other content another nonce. The
   * context is that of Encrypt0, so no Mac0 can have the same input.
   */
  partialIv(counter: bigint, plaintext: Uint8Array): Uint8Array {
    const digest = this.#macKey.mac(this.encryptAad, u64Bytes(counter), plaintext);
    return concat(digest.subarray(0, SYNTHETIC_BYTES), u64Bytes(counter));
  }

  /** Key and nonce of the message with this Partial IV; the key depends on the counter alone. */
  content(partialIv: Uint8Array): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
    const info = concat(this.#contentInfo, encodeCanonical(partialIvCounter(partialIv)));
    const derived = hkdfExpand(this.#crypto, this.#prk, info, CONTENT_KEY_BYTES + NONCE_BYTES);
    const contextIv = derived.subarray(CONTENT_KEY_BYTES);
    return {
      key: derived.subarray(0, CONTENT_KEY_BYTES),
      // RFC 9052 §3.1; the Partial IV is as long as the nonce, so there is nothing to pad.
      nonce: partialIv.map((byte, at) => byte ^ (contextIv[at] as number)),
    };
  }

  /** `length` bytes, 32 at most, for `purpose` alone, that both ends know of the message with this counter. */
  derived(purpose: string, counter: bigint, length: number): Uint8Array {
    const { originator, recipient } = this;
    const info = [purpose, eui64Bytes(originator), eui64Bytes(recipient), counter];
    return hkdfExpand(this.#crypto, this.#prk, encodeCanonical(info), length);
  }

  #info(label: string, algorithm: number): Uint8Array {
    return encodeCanonical([
      label,
      algorithm,
      eui64Bytes(this.originator),
      eui64Bytes(this.recipient),
      KIND_NUMBERS[this.#kind],
    ]);
  }
}

export function partialIvCounter(partialIv: Uint8Array): bigint {
  const { buffer, byteOffset, length } = partialIv;
  return new DataView(buffer, byteOffset, length).getBigUint64(SYNTHETIC_BYTES);
}

export class Pair {
  readonly own: Eui64;
  readonly peer: Eui64;
  readonly crypto: Crypto;
  readonly #prk: MacKey;
  readonly #sending = new Map<Kind, Channel>();
  readonly #receiving = new Map<Kind, Channel>();

  /** Throws Refused (ENVELOPE_AUTHENTICATION) when the peer's public key is of low order. */
  constructor(
    crypto: Crypto,
    own: { readonly eui64: Eui64; readonly agreementSecret: Uint8Array },
    peer: { readonly eui64: Eui64; readonly agreementPublic: Uint8Array },
  ) {
    this.crypto = crypto;
    this.own = own.eui64;
    this.peer = peer.eui64;
    const shared = crypto.x25519.sharedSecret(own.agreementSecret, peer.agreementPublic);
    if (!shared)
      throw new Refused(
        '',
        `no agreement with the public key of ${peer.eui64}`,
        undefined,
        'ENVELOPE_AUTHENTICATION',
      );
    this.#prk = crypto.macKey(hkdfExtract(crypto, new Uint8Array(0), shared));
  }

  sending(kind: Kind): Channel {
    return this.#sending.get(kind) ?? this.#make(this.#sending, kind, this.own, this.peer);
  }

  receiving(kind: Kind): Channel {
    return this.#receiving.get(kind) ?? this.#make(this.#receiving, kind, this.peer, this.own);
  }

  #make(known: Map<Kind, Channel>, kind: Kind, originator: Eui64, recipient: Eui64): Channel {
    const channel = new Channel(this.crypto, this.#prk, kind, originator, recipient);
    known.set(kind, channel);
    return channel;
  }
}
