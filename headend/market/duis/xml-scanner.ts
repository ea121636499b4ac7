/**
 * The parts of XML as they are written: names, attributes, comments, text. A DTD, a processing
 * instruction or any entity but the five named ones is refused. What each part means where it stands
 * is for the cursor.
 */
import { type RefusalCode, Refused } from '../../../protocol/refused.ts';
import {
  characterData,
  END,
  ENDS_TEXT,
  firstBadIn,
  hasTooManyReferences,
  IN_NAME,
  IN_TEXT,
  IN_VALUE,
  isSpace,
  type Refuse,
  resolveReferences,
  syntaxOf,
  TO_RESOLVE,
} from './xml-characters.ts';
import { locate } from './xml-locate.ts';
import { isAt, likelyAfter, NO_NAME, nameBetween, type XmlName } from './xml-names.ts';
import { isReserved } from './xml-scope.ts';

/** Holds the largest request there is: an image of 10,240,000 bytes in base64, 50,000 devices. */
export const DOCUMENT_CHARACTERS_MAX = 16 * 1024 * 1024;
const NAME_CHARACTERS_MAX = 128;
/** The most that a message has is six. */
const ATTRIBUTES_MAX = 32;

const DECLARATION =
  /^<\?xml\s+version=["']1\.0["'](\s+encoding=["']utf-8["'])?(\s+standalone=["'](yes|no)["'])?\s*$/i;
const COLON = 58;

export type Attribute = readonly [name: string, value: string];
export type Attributes = readonly Attribute[];
/** Namespaces by prefix; the default one by the empty one. */
export type Namespaces = ReadonlyMap<string, string>;
const NO_ATTRIBUTES: Attributes = [];

export class XmlScanner {
  readonly source: string;
  /** 1 where a byte order mark stood before the document. */
  protected readonly shift: number;
  protected readonly syntax: Buffer;
  protected at = 0;
  protected tagStart = 0;
  /** The name of the start tag before. */
  private before = NO_NAME;

  /** Of the start tag. */
  attributes: Attributes = NO_ATTRIBUTES;
  /** The namespaces the start tag declares. */
  declared: Namespaces | undefined;

  constructor(source: string, maximumLength: number) {
    if (source.length > maximumLength)
      throw new Refused('/', `longer than ${maximumLength} characters`, 1, 'XML_TOO_LARGE');
    this.shift = source.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.source = source.slice(this.shift);
    this.syntax = syntaxOf(this.source);
    const bad = firstBadIn(this.source, this.syntax);
    if (bad >= 0) this.malformed('a character that XML does not allow', bad);
    if (hasTooManyReferences(this.source)) this.tooLarge('too many references');
    if (this.source.startsWith('<?xml')) this.declaration();
  }

  private declaration(): void {
    const end = this.source.indexOf('?>');
    if (end < 0 || end > 200 || !DECLARATION.test(this.source.slice(0, end)))
      this.malformed('an XML declaration other than 1.0 in UTF-8', 0);
    this.at = end + 2;
  }

  protected code(at: number): number {
    return this.syntax[at] as number;
  }

  protected pastSpace(from: number): number {
    const { syntax } = this;
    let at = from;
    while (isSpace(syntax[at] as number)) at += 1;
    return at;
  }

  protected comment(): void {
    if (!this.source.startsWith('<!--', this.at)) {
      const what = this.source.startsWith('<!DOCTYPE', this.at)
        ? 'a document type definition is not accepted'
        : 'a declaration is not accepted';
      this.refuse(what, this.at, 'XML_FORBIDDEN');
    }
    const end = this.source.indexOf('--', this.at + 4);
    if (end < 0 || this.code(end + 2) !== 62)
      this.malformed('a comment that is not well formed', this.at);
    this.at = end + 3;
  }

  /** Up to the next `<`, where the scanner then is. */
  protected textRun(): string {
    const from = this.at;
    const marks = this.pastText();
    const text = this.source.slice(from, this.at);
    if ((marks & TO_RESOLVE) === 0) return text;
    const end = this.at;
    this.at = from;
    const resolved = characterData(text, this.refuseHere());
    this.at = end;
    return resolved;
  }

  /** Goes to the next `<`. Gives what in the text is more than itself. */
  protected pastText(): number {
    const { syntax } = this;
    let marks = 0;
    let { at } = this;
    for (;;) {
      const mark = IN_TEXT[syntax[at] as number] as number;
      if (mark !== 0) {
        if (mark === ENDS_TEXT) break;
        marks |= mark;
      }
      at += 1;
    }
    if (syntax[at] === END) this.malformed('the document ends too early', this.source.length);
    this.at = at;
    return marks;
  }

  protected isCharacterSection(): boolean {
    return this.source.startsWith('<![CDATA[', this.at);
  }

  protected characterSection(): string {
    const end = this.source.indexOf(']]>', this.at);
    if (end < 0) this.malformed('a CDATA section without end', this.at);
    const text = this.source.slice(this.at + 9, end).replace(/\r\n?/g, '\n');
    this.at = end + 3;
    return text;
  }

  /** Mostly the one that came after the same name the last time: then it is only compared. */
  protected elementName(from: number): XmlName {
    const { before, syntax } = this;
    const expected = likelyAfter(before);
    if (expected !== undefined && isAt(expected.codes, syntax, from)) {
      const after = syntax[from + expected.codes.length] as number;
      if (IN_NAME[after] === 0 && after !== COLON) {
        this.before = expected;
        return expected;
      }
    }
    const name = this.nameAt(from, 'an element name');
    before.next = name.slot;
    this.before = name;
    return name;
  }

  protected nameAt(from: number, what: string): XmlName {
    const { syntax } = this;
    if (IN_NAME[syntax[from] as number] !== 2)
      this.malformed(`${what} that is not well formed`, from);
    let at = from;
    let hash = 0;
    let hasPrefix = false;
    for (;;) {
      const code = syntax[at] as number;
      if (IN_NAME[code] === 0) {
        // One prefix, and a name after it that begins as names do; else the name ends here.
        if (code !== COLON || hasPrefix || IN_NAME[syntax[at + 1] as number] !== 2) break;
        hasPrefix = true;
      }
      hash = (hash * 31 + code) | 0;
      at += 1;
    }
    if (at - from > NAME_CHARACTERS_MAX) this.tooLarge(`${what} that is too long`);
    return nameBetween(syntax, from, at, hash);
  }

  /** Up to the `>` or `/` that ends the tag. */
  protected readAttributes(): void {
    this.attributes = NO_ATTRIBUTES;
    this.declared = undefined;
    if (this.code(this.at) === 62) return;
    const found: Attribute[] = [];
    for (;;) {
      const start = this.pastSpace(this.at);
      const code = this.code(start);
      if (code === 62 || code === 47) {
        this.at = start;
        if (found.length > 0) this.attributes = found;
        return;
      }
      if (start === this.source.length) this.malformed('a tag without end');
      if (start === this.at) this.malformed('an attribute without space before it', start);
      this.readAttribute(start, found);
    }
  }

  private readAttribute(start: number, found: Attribute[]): void {
    const { raw: name, prefix, codes } = this.nameAt(start, 'an attribute name');
    let at = this.pastSpace(start + codes.length);
    if (this.code(at) !== 61) this.malformed(`attribute ${name} has no value`, start);
    at = this.pastSpace(at + 1);
    const value = this.attributeValue(at, name, start);
    if (prefix === 'xmlns' || name === 'xmlns') this.declare(name, value);
    else {
      if (found.length === ATTRIBUTES_MAX) this.tooLarge('too many attributes');
      for (const [other] of found)
        if (other === name) this.malformed(`attribute ${name} is given twice`, start);
      found.push([name, value]);
    }
  }

  /** What is quoted from `at` on, where the scanner then is past it. */
  private attributeValue(at: number, name: string, start: number): string {
    const quote = this.code(at);
    if (quote !== 34 && quote !== 39)
      this.malformed(`attribute ${name} has no quoted value`, start);
    const { syntax } = this;
    const from = at + 1;
    let end = from;
    let marks = 0;
    for (let code = syntax[end] as number; code !== quote; code = syntax[end] as number) {
      if (code === END) this.malformed(`attribute ${name} has no quoted value`, start);
      marks |= IN_VALUE[code] as number;
      end += 1;
    }
    this.at = end + 1;
    const raw = this.source.slice(from, end);
    if (marks === 0) return raw;
    if ((marks & ENDS_TEXT) !== 0) this.malformed(`attribute ${name} holds a <`, start);
    return resolveReferences(raw.replace(/\r\n|[\t\r\n]/g, ' '), this.refuseHere());
  }

  private declare(name: string, uri: string): void {
    const known = this.declared as Map<string, string> | undefined;
    const prefix = name.slice(6);
    if (known?.has(prefix)) this.malformed(`${name} is declared twice`);
    if (prefix !== '' && uri === '') this.malformed(`${name} is declared as nothing`);
    if (isReserved(prefix, uri)) this.malformed(`${name} declares what XML keeps for itself`);
    if (known?.size === ATTRIBUTES_MAX) this.tooLarge('too many namespace declarations');
    this.declared = (known ?? new Map<string, string>()).set(prefix, uri);
  }

  private refuseHere(): Refuse {
    return (reason, code) => this.refuse(reason, this.at, code);
  }

  /** Where the cursor stands, for a reader that finds a fault after it has gone on. */
  mark(): number {
    return this.tagStart;
  }

  /** Throws Refused with the path and line of `at`. */
  refuse(reason: string, at = this.tagStart, code: RefusalCode = 'XML_REFUSED'): never {
    const { path, line } = locate(this.source, at);
    throw new Refused(path, reason, line, code);
  }

  protected malformed(reason: string, at = this.tagStart): never {
    return this.refuse(reason, at, 'XML_MALFORMED');
  }

  protected tooLarge(reason: string): never {
    return this.refuse(reason, this.tagStart, 'XML_TOO_LARGE');
  }
}
