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
  return Uint8Array.from(eui64.split('-'), (pair) => Number.parseInt(pair, 16));
}

/** `bytes` are eight. */
export function eui64FromBytes(bytes: Uint8Array): Eui64 {
  return (toHex(bytes).toUpperCase().match(/../g) ?? []).join('-');
}

/** The same without hyphens in lower case, for topics and file names. */
export function eui64Compact(eui64: Eui64): string {
  return eui64.replaceAll('-', '').toLowerCase();
}
