/** What the documents of DUIS and MMC have in common: namespaces, version, signature. */
import { XMLDSIG } from './signature/profile.ts';
import type { Span, XmlCursor } from './xml-cursor.ts';
import { declaration, type Names } from './xml-write.ts';

/** Requests and responses (DUIS). */
export const DUIS = 'http://www.dccinterface.co.uk/ServiceUserGateway';
/** What a device said (MMC). */
export const MMC = 'http://www.dccinterface.co.uk/ResponseAndAlert';
export const SCHEMA_VERSION = '5.4';
/** For before a document that is sent by itself; it is no part of what is signed. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const SIGNATURE = `{${XMLDSIG}}Signature`;

/** Elements within one that has declared the namespace. */
export const SR: Names = { prefix: 'sr', declaration: '' };
export const RA: Names = { prefix: 'ra', declaration: '' };
/** Elements of MMC whose parent is of DUIS: each declares the namespace, as exclusive C14N has it. */
export const RA_IN_SR: Names = { prefix: 'ra', declaration: declaration('ra', MMC) };

/** A root element, in canonical form. */
export const root = (prefix: string, name: string, uri: string, content: string): string =>
  `<${prefix}:${name}${declaration(prefix, uri)} schemaVersion="${SCHEMA_VERSION}">${content}</${prefix}:${name}>`;

export function expectVersion(c: XmlCursor): void {
  const version = c.attributes.find(([name]) => name === 'schemaVersion')?.[1];
  if (version !== SCHEMA_VERSION)
    c.refuse(
      `attribute schemaVersion: expected ${SCHEMA_VERSION}, found ${version?.slice(0, 20) ?? 'none'}`,
    );
}

export function expectElement(c: XmlCursor, ...names: readonly string[]): string {
  if (c.open && names.includes(c.name)) return c.name;
  const expected = names.map((name) => `<${name}>`).join(' or ');
  return c.refuse(`expected ${expected}${c.open ? `, found <${c.name}>` : ''}`);
}

/** Leaves out ds:Signature, if the cursor is at one, and says where it stands. */
export const skipSignature = (c: XmlCursor): Span | undefined =>
  c.open && c.name === SIGNATURE ? c.skip() : undefined;

/** Leaves out a ds:Signature that must be there. */
export const requireSignature = (c: XmlCursor): Span =>
  skipSignature(c) ?? c.refuse('expected <ds:Signature>');
