/** Distinguished names: read from DER, written as RFC 4514 has them, and told from each other. */

import { toHex } from '../protocol/bytes.ts';
import { DerReader, oidText, TAG } from '../protocol/certificates/der.ts';
import { OID } from '../protocol/certificates/object-identifiers.ts';
import { PKI_OID } from './object-identifiers.ts';

export type NamePart = { readonly oid: string; readonly value: Uint8Array; readonly text: string };

const SHORT: Readonly<Record<string, string>> = {
  [PKI_OID.commonName]: 'CN',
  [PKI_OID.organization]: 'O',
  [OID.organizationalUnit]: 'OU',
};

/** The parts in the order they stand in. Throws Refused (CERTIFICATE_REFUSED). */
export function readName(name: Uint8Array): NamePart[] {
  const parts: NamePart[] = [];
  const sets = new DerReader(name).inside(TAG.sequence);
  while (!sets.isAtEnd) {
    const set = sets.inside(TAG.set);
    while (!set.isAtEnd) {
      const attribute = set.inside(TAG.sequence);
      const oid = oidText(attribute.take(TAG.oid));
      const { content, whole } = attribute.take(attribute.nextTag ?? TAG.null);
      attribute.end();
      parts.push({ oid, value: whole, text: new TextDecoder().decode(content) });
    }
  }
  return parts;
}

/** The text of the one part of this kind; undefined when there is none, or more than one. */
export function partOf(parts: readonly NamePart[], oid: string): string | undefined {
  const found = parts.filter((part) => part.oid === oid);
  return found.length === 1 ? found[0]?.text : undefined;
}

/** RFC 4514: the last part first. */
export function nameText(parts: readonly NamePart[]): string {
  return parts
    .map(({ oid, value, text }) => {
      const short = SHORT[oid];
      return short ? `${short}=${escaped(text)}` : `${oid}=#${toHex(value)}`;
    })
    .reverse()
    .join(',');
}

function escaped(text: string): string {
  return text.replace(/[\\,+"<>;=]|^[ #]| $/g, (character) => `\\${character}`);
}

/**
 * One text for all ways in which software writes the same name: with a space after a comma, in either order,
 * with types in lower case. Two names whose parts differ only in order are one here.
 */
export function nameKey(text: string): string {
  // A comma that is escaped stands in a value, and so does what an escaped escape ends before one that is not.
  const parts = (text.match(/(?:\\.|[^,\\])+/gs) ?? []).map((part) => {
    const [, type = '', value = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    return `${type.toUpperCase()}=${value.replace(/\\(.)/gs, '$1')}`;
  });
  return parts.sort().join('\u0000');
}
