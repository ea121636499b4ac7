/** The characters of XML 1.0: what a document may hold, and the references that stand for one. */
import type { RefusalCode } from '../../../protocol/refused.ts';

/** Says why a document is refused, and never comes back. */
export type Refuse = (reason: string, code: RefusalCode) => never;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 does not allow
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** The offset of the first character XML does not allow, or -1 (XML 1.0 production 2). */
export function firstBadCharacter(source: string): number {
  const bad = source.search(NOT_XML);
  return bad < 0 && !source.isWellFormed() ? 0 : bad;
}

/** What stands in the syntax for every character that is not one byte; it is in no name and is no mark. */
const OTHER = 0xff;
/** After the last character: what no document holds. */
export const END = 0;
const LOOK_AHEAD = 4;

/**
 * A byte for each character, and END after the last. All that is syntax is ASCII, and looking for it in
 * bytes takes a fraction of the time that it takes in a string.
 */
export function syntaxOf(source: string): Buffer {
  const { length } = source;
  const bytes = Buffer.allocUnsafe(length + LOOK_AHEAD);
  bytes.fill(END, length);
  if (!/[^\0-\xff]/.test(source)) bytes.write(source, 0, length, 'latin1');
  else for (let at = 0; at < length; at += 1) bytes[at] = Math.min(source.charCodeAt(at), OTHER);
  return bytes;
}

/** 1 for a byte that stands for a character XML does not allow. */
const NOT_ALLOWED = Uint8Array.from({ length: 256 }, (_, code) =>
  NOT_XML.test(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * As `firstBadCharacter`, with the bytes of `syntaxOf`. Four at a time: below space there is hardly
 * ever anything but line ends.
 */
export function firstBadIn(source: string, syntax: Buffer): number {
  // A byte that is not a character may stand for one that is not allowed.
  if (syntax.includes(OTHER)) return firstBadCharacter(source);
  const words = new Int32Array(syntax.buffer, syntax.byteOffset, source.length >> 2);
  for (let word = 0; word < words.length; word += 1) {
    const four = words[word] as number;
    // A bit is left where a byte is less than 0x20, and perhaps in the next.
    if (((four - 0x20202020) & ~four & 0x80808080) === 0) continue;
    for (let at = word << 2; at < (word + 1) << 2; at += 1)
      if (NOT_ALLOWED[syntax[at] as number] === 1) return at;
  }
  for (let at = words.length << 2; at < source.length; at += 1)
    if (NOT_ALLOWED[syntax[at] as number] === 1) return at;
  return -1;
}

export const isSpace = (code: number): boolean =>
  code === 32 || code === 10 || code === 13 || code === 9;

/** By byte: 1 in a name, 2 also at its start. ASCII alone: no name of DUIS has another. */
export const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) return 2;
  return code < 128 && /[\w.-]/.test(character) ? 1 : 0;
});

/** The end of a run of text: a tag, or the end of the document. */
export const ENDS_TEXT = 1;
/** A reference, a line end of another system, or part of `]]>`. */
export const TO_RESOLVE = 2;
/** What canonical form writes as a reference. */
export const TO_ESCAPE = 4;
/** By byte: what in a run of text is more than itself. */
export const IN_TEXT = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code === END || code === 60) return ENDS_TEXT;
  if (code === 62) return TO_ESCAPE;
  return code === 38 || code === 13 || code === 93 ? TO_RESOLVE : 0;
});

/** The same in the value of an attribute, where line ends become spaces. */
export const IN_VALUE = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code === 60) return ENDS_TEXT;
  return code === 38 || code === 9 || code === 10 || code === 13 ? TO_RESOLVE : 0;
});

/** References in one document; each costs far more than the character it stands for. */
const REFERENCES_MAX = 100_000;

export function hasTooManyReferences(source: string): boolean {
  let count = 0;
  for (let at = source.indexOf('&'); at >= 0; at = source.indexOf('&', at + 1)) {
    count += 1;
    if (count > REFERENCES_MAX) return true;
  }
  return false;
}

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** The five named references and numeric ones; any other entity is refused. */
export function resolveReferences(text: string, refuse: Refuse): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]*;?)/g, (_, reference: string) => {
    const name = reference.endsWith(';') ? reference.slice(0, -1) : '';
    const known = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
    if (known) return known;
    const [, hex, ten] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
    const code = hex ? Number.parseInt(hex, 16) : ten ? Number(ten) : -1;
    if (code < 0 || code > 0x10ffff)
      refuse(`entity &${reference.slice(0, 20)} is not accepted`, 'XML_FORBIDDEN');
    const character = String.fromCodePoint(code);
    if (firstBadCharacter(character) >= 0)
      refuse('a character that XML does not allow', 'XML_MALFORMED');
    return character;
  });
}

/** Character data between tags: line ends as XML says (section 2.11), references resolved. */
export function characterData(raw: string, refuse: Refuse): string {
  if (raw.includes(']]>')) refuse(']]> in text', 'XML_MALFORMED');
  const text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  return resolveReferences(text, refuse);
}
