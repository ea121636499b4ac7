/** What only flash needs to know of bytes; the rest is in protocol/bytes.ts. */

export { crc32c, crcOfNumber, putU16, putU32, u16, u32 } from '../../../protocol/bytes.ts';

/** True when every byte from `from` up to `to` reads as erased. */
export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0xff) return false;
  return true;
}
