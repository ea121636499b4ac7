/** EUI-64: who a party or a device is. Hyphenated upper-case text in values, eight bytes on the wire. */
import { toHex } from '../bytes.ts';
import { Refused } from '../refused.ts';

/** Like `00-DB-12-34-56-78-90-A0`, upper case. */
export type Eui64 = string;

const EUI64 = /^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$/;

/** The canonical text of what a person or a document wrote; throws Refused (IDENTIFIER_REFUSED). */
export function parseEui64(text: string): Eui64 {
  if (!EUI64.test(text))
    throw new Refused(
      '',
      `expected an EUI-64, found "${text.slice(0, 40)}"`,
      undefined,
      'IDENTIFIER_REFUSED',
    );
  return text.toUpperCase();
}

export function eui64Bytes(eui64: Eui64): Uint8Array {
  const bytes = new Uint8Array(8);
  for (let at = 0; at < 8; at++)
    bytes[at] = (hexDigit(eui64, at * 3) << 4) | hexDigit(eui64, at * 3 + 1);
  return bytes;
}

/** Of an upper-case digit; `A` stands seven characters past where it would follow `9`. */
function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at) - 0x30;
  return code > 9 ? code - 7 : code;
}

const PAIRS = Array.from({ length: 256 }, (_, byte) => toHex(Uint8Array.of(byte)).toUpperCase());

/** `bytes` are eight. */
export function eui64FromBytes(bytes: Uint8Array): Eui64 {
  let text = PAIRS[bytes[0] as number] as string;
  for (let at = 1; at < 8; at++) text += `-${PAIRS[bytes[at] as number]}`;
  return text;
}

/** Back from `eui64Compact`; the caller knows that it is sixteen hexadecimal digits. */
export function eui64FromCompact(compact: string): Eui64 {
  return (compact.toUpperCase().match(/../g) ?? []).join('-');
}

/** The same without hyphens in lower case, for topics and file names. */
export function eui64Compact(eui64: Eui64): string {
  return eui64.replaceAll('-', '').toLowerCase();
}
