/** Bytes that follow from a seed alone: for emulated meters that must be the same in each run. Not secret. */

import { u64Bytes } from '../../protocol/bytes.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';

const BLOCK_BYTES = 32;

/** HMAC-SHA-256 of a count under the seed, as many as are asked for. */
export function seededRandom(crypto: Crypto, seed: string): (length: number) => Uint8Array {
  const key = crypto.macKey(new TextEncoder().encode(seed));
  let count = 0n;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += BLOCK_BYTES)
      bytes.set(key.mac(u64Bytes(count++)).subarray(0, length - at), at);
    return bytes;
  };
}
