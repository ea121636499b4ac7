/** The key derivation and MAC of GBCS: P-256 agreement, one step of SHA-256, AES-128-GCM. */
import { concat, u64Bytes } from '../bytes.ts';
import { type Eui64, eui64Bytes } from '../identifiers/eui64.ts';
import type { Crypto } from './crypto.ts';

/** What the key is for; `encryption` is of sensitive attributes. */
export const GBCS_MODES = { command: 1, response: 2, alert: 3, encryption: 4 } as const;
export type GbcsMode = keyof typeof GBCS_MODES;

export type GbcsContext = {
  readonly originator: Eui64;
  readonly recipient: Eui64;
  readonly mode: GbcsMode;
  readonly counter: bigint;
};

const COUNTER_ONE = Uint8Array.of(0, 0, 0, 1);
/** AlgorithmID of AES-GCM-128 as GBCS writes it. */
const ALGORITHM_ID = Uint8Array.of(0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00);
const TRANSACTION_ID_LENGTH = 9;
const KEY_BYTES = 16;

/** The AES-128 key of one message from the shared x coordinate (32 bytes), NIST SP 800-56A rev. 1 §5.8.1. */
export function gbcsKey(
  crypto: Crypto,
  sharedSecret: Uint8Array,
  { originator, recipient, mode, counter }: GbcsContext,
): Uint8Array {
  const otherInfo = concat(
    ALGORITHM_ID,
    eui64Bytes(originator),
    Uint8Array.of(TRANSACTION_ID_LENGTH, GBCS_MODES[mode]),
    u64Bytes(counter),
    eui64Bytes(recipient),
  );
  return crypto.sha256(concat(COUNTER_ONE, sharedSecret, otherInfo)).slice(0, KEY_BYTES);
}

/** The 12-byte nonce that goes with such a key, used once: originator and four zero bytes. */
export function gbcsNonce(originator: Eui64): Uint8Array {
  return concat(eui64Bytes(originator), new Uint8Array(4));
}

/** The 16-byte GMAC (AES-128-GCM of nothing) over `authenticated`. */
export function gbcsMac(
  crypto: Crypto,
  key: Uint8Array,
  originator: Eui64,
  authenticated: Uint8Array,
): Uint8Array {
  return crypto.aes128gcm.seal(key, gbcsNonce(originator), new Uint8Array(0), authenticated);
}
