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

/** The last of the characters that are space: tab, line ends, and this. */
export const SPACE = 32;

/** By character code: 1 in a name, 2 also at its start. ASCII alone: no name of DUIS has another. */
const IN_NAME = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) return 2;
  return /[\w.-]/.test(character) ? 1 : 0;
});

function wordEnd(source: string, from: number): number {
  if (IN_NAME[source.charCodeAt(from)] !== 2) return from;
  for (let at = from + 1; ; at += 1) {
    const code = source.charCodeAt(at);
    if (!(code < 128 && IN_NAME[code] !== 0)) return at;
  }
}

/** Past the name that begins at `from`, prefix and all; `from` where none does. */
export function nameEnd(source: string, from: number): number {
  const end = wordEnd(source, from);
  if (end === from || source.charCodeAt(end) !== 58) return end;
  const whole = wordEnd(source, end + 1);
  return whole === end + 1 ? end : whole;
}

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
