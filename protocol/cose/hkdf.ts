/** HKDF with SHA-256 (RFC 5869): from a shared secret to the keys of one purpose each. */
import { concat } from '../bytes.ts';
import { assert } from '../refused.ts';
import type { Crypto, MacKey } from './crypto.ts';

const HASH_BYTES = 32;

/** RFC 5869 §2.2: the 32-byte pseudorandom key. An empty salt stands for 32 zero bytes. */
export function hkdfExtract(crypto: Crypto, salt: Uint8Array, ikm: Uint8Array): Uint8Array {
  return crypto.macKey(salt).mac(ikm);
}

/** RFC 5869 §2.3: `length` bytes, at most 8160. A prepared `prk` serves many calls. */
export function hkdfExpand(
  crypto: Crypto,
  prk: Uint8Array | MacKey,
  info: Uint8Array,
  length: number,
): Uint8Array {
  assert(length > 0 && length <= 255 * HASH_BYTES, `HKDF gives no ${length} bytes`);
  const key = prk instanceof Uint8Array ? crypto.macKey(prk) : prk;
  let previous = key.mac(info, Uint8Array.of(1));
  const blocks = [previous];
  for (let counter = 2; (counter - 1) * HASH_BYTES < length; counter++) {
    previous = key.mac(previous, info, Uint8Array.of(counter));
    blocks.push(previous);
  }
  return (blocks.length === 1 ? previous : concat(...blocks)).subarray(0, length);
}
