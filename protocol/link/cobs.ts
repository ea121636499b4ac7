/** Consistent Overhead Byte Stuffing (Cheshire and Baker, 1999): bytes without a zero, so that zero can end a frame. */

/** The longest run one code byte speaks for. */
const RUN_MAX = 254;

/** How many bytes `length` bytes take at most once encoded, delimiter not counted. */
export function cobsLengthMax(length: number): number {
  return length + Math.floor(length / RUN_MAX) + 1;
}

/** The encoded bytes, none of them zero; the delimiter is the caller's. */
export function cobsEncode(bytes: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(cobsLengthMax(bytes.length));
  let codeAt = 0;
  let at = 1;
  for (const [index, byte] of bytes.entries()) {
    if (byte !== 0) encoded[at++] = byte;
    const full = at - codeAt - 1 === RUN_MAX;
    // A full run at the very end needs no further code byte.
    if (byte === 0 || (full && index < bytes.length - 1)) {
      encoded[codeAt] = at - codeAt;
      codeAt = at++;
    }
  }
  encoded[codeAt] = at - codeAt;
  return encoded.slice(0, at);
}

/** Undefined for bytes no encoder writes: empty, holding a zero, or ending inside a run. */
export function cobsDecode(encoded: Uint8Array): Uint8Array | undefined {
  if (encoded.length === 0 || encoded.includes(0)) return undefined;
  const bytes = new Uint8Array(encoded.length);
  let length = 0;
  let at = 0;
  while (at < encoded.length) {
    const code = encoded[at] as number;
    const end = at + code;
    if (end > encoded.length) return undefined;
    bytes.set(encoded.subarray(at + 1, end), length);
    length += code - 1;
    at = end;
    // A run shorter than full stands for its bytes and a zero, except at the end.
    if (code <= RUN_MAX && at < encoded.length) bytes[length++] = 0;
  }
  return bytes.slice(0, length);
}
