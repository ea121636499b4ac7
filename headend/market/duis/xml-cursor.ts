/**
 * A pull reader for the XML that DUIS needs and no more: elements, attributes, text, comments,
 * CDATA, the five named references and numeric ones. A DTD, a processing instruction or any other
 * entity is refused. Whoever reads says what may come next, so nothing is built that is not kept.
 */
import { Refused } from '../../../protocol/definition/fault.ts';
import type { RefusalCode } from '../../../protocol/refused.ts';
import {
  characterData,
  firstBadCharacter,
  hasTooManyReferences,
  nameEnd,
  type Refuse,
  resolveReferences,
  SPACE,
} from './xml-characters.ts';
import { locate } from './xml-locate.ts';
import { isReserved, XmlScope } from './xml-scope.ts';

/** Holds the largest request there is: an image of 10,240,000 bytes in base64, 50,000 devices. */
export const DOCUMENT_CHARACTERS_MAX = 16 * 1024 * 1024;
const DEPTH_MAX = 64;
const NAME_CHARACTERS_MAX = 128;
/** The most that a message has is six. */
const ATTRIBUTES_MAX = 32;

const DECLARATION =
  /^<\?xml\s+version=["']1\.0["'](\s+encoding=["']utf-8["'])?(\s+standalone=["'](yes|no)["'])?\s*$/i;

/** Where something stands in the document as it was given: from, to (not in it). */
export type Span = readonly [start: number, end: number];

/** What is shown all of an element, in its order; comments are not. */
export type Visitor = {
  /** The cursor is at a start tag: see `raw`, `attributes`, `declared`, `uriOf`. */
  start(at: XmlCursor): void;
  /** A run of text, its references resolved. */
  text(text: string): void;
  end(raw: string): void;
};

export class XmlCursor {
  readonly source: string;
  /** 1 where a byte order mark stood before the document. */
  private readonly shift: number;
  private readonly scope: XmlScope;
  private at = 0;
  private depth = 0;
  private tagStart = 0;
  private closed = false;
  /** Past the end tag of the element left last. */
  private left = 0;
  private readonly names: string[] = [];
  private readonly refuseHere: Refuse = (reason, code) => this.refuse(reason, this.at, code);

  /** True at a start tag, false at an end tag. */
  open = false;
  /** Local name at a start tag of the wanted namespace; `{other}name` of another. */
  name = '';
  attributes: [string, string][] = [];
  /** The name of the start tag as it is written. */
  raw = '';
  /** The namespaces the start tag declares, by prefix; the default one by the empty one. */
  declared: ReadonlyMap<string, string> | undefined;

  /** `outer` are the namespaces that are declared around `source`, where it is cut out of another. */
  constructor(
    source: string,
    namespace: string,
    maximumLength = DOCUMENT_CHARACTERS_MAX,
    outer?: ReadonlyMap<string, string>,
  ) {
    if (source.length > maximumLength)
      throw new Refused('/', `longer than ${maximumLength} characters`, 1, 'XML_TOO_LARGE');
    this.shift = source.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.source = source.slice(this.shift);
    this.scope = new XmlScope(namespace, outer);
    const bad = firstBadCharacter(this.source);
    if (bad >= 0) this.malformed('a character that XML does not allow', bad);
    if (hasTooManyReferences(this.source)) this.tooLarge('too many references');
    if (this.source.startsWith('<?xml')) this.declaration();
    this.next();
    if (!this.open) this.malformed('no root element');
  }

  private declaration(): void {
    const end = this.source.indexOf('?>');
    if (end < 0 || end > 200 || !DECLARATION.test(this.source.slice(0, end)))
      this.malformed('an XML declaration other than 1.0 in UTF-8', 0);
    this.at = end + 2;
  }

  /** Goes to the next tag; text on the way is refused. */
  private next(): void {
    for (;;) {
      this.at = this.pastSpace(this.at);
      if (this.at === this.source.length) {
        if (this.depth > 0) this.malformed('the document ends too early', this.at);
        this.open = false;
        return;
      }
      if (this.source.charCodeAt(this.at) !== 60) this.refuse('text between elements', this.at);
      if (this.source.charCodeAt(this.at + 1) !== 33) break;
      this.comment();
    }
    this.tag();
  }

  private pastSpace(from: number): number {
    const { source } = this;
    let at = from;
    // What XML does not allow was refused before, so that nothing else is below.
    while (source.charCodeAt(at) <= SPACE) at += 1;
    return at;
  }

  private comment(): void {
    if (!this.source.startsWith('<!--', this.at)) {
      const what = this.source.startsWith('<!DOCTYPE', this.at)
        ? 'a document type definition is not accepted'
        : 'a declaration is not accepted';
      this.refuse(what, this.at, 'XML_FORBIDDEN');
    }
    const end = this.source.indexOf('--', this.at + 4);
    if (end < 0 || this.source.charCodeAt(end + 2) !== 62)
      this.malformed('a comment that is not well formed', this.at);
    this.at = end + 3;
  }

  private tag(): void {
    this.tagStart = this.at;
    const second = this.source.charCodeAt(this.at + 1);
    if (second === 63)
      this.refuse('a processing instruction is not accepted', this.at, 'XML_FORBIDDEN');
    if (second === 47) this.endTag();
    else this.startTag();
  }

  private endTag(): void {
    const { source } = this;
    const expected = this.names[this.depth - 1] ?? '';
    const after = this.at + 2 + expected.length;
    const end = this.pastSpace(after);
    const matches = this.depth > 0 && source.startsWith(expected, this.at + 2);
    if (!matches || source.charCodeAt(end) !== 62)
      this.malformed(`an end tag that does not match <${expected}>`, this.at);
    this.open = false;
    this.at = end + 1;
  }

  private startTag(): void {
    const { source } = this;
    const raw = this.readName(this.at + 1, 'an element name');
    this.at += 1 + raw.length;
    this.attributes = [];
    this.declared = this.readAttributes();
    this.closed = source.charCodeAt(this.at) === 47;
    if (source.charCodeAt(this.at + (this.closed ? 1 : 0)) !== 62)
      this.malformed('a tag that is not well formed', this.tagStart);
    this.at += this.closed ? 2 : 1;
    if (this.depth >= DEPTH_MAX) this.tooLarge('elements nested too deep');
    this.names[this.depth] = raw;
    if (this.declared && !this.scope.declare(this.declared, this.depth))
      this.tooLarge('too many namespace declarations');
    const wrong = this.scope.wrongAttribute(this.attributes);
    if (wrong) this.malformed(wrong);
    this.open = true;
    this.raw = raw;
    this.resolve();
  }

  private resolve(): void {
    this.name =
      this.scope.resolve(this.raw) ?? this.malformed(`the prefix of <${this.raw}> is not declared`);
  }

  private readName(from: number, what: string): string {
    const end = nameEnd(this.source, from);
    if (end === from) this.malformed(`${what} that is not well formed`, from);
    if (end - from > NAME_CHARACTERS_MAX) this.tooLarge(`${what} that is too long`);
    return this.source.slice(from, end);
  }

  /** Up to the `>` or `/` that ends the tag. Gives what namespaces are declared, if any. */
  private readAttributes(): Map<string, string> | undefined {
    let declared: Map<string, string> | undefined;
    for (;;) {
      const start = this.pastSpace(this.at);
      const code = this.source.charCodeAt(start);
      if (code === 62 || code === 47) {
        this.at = start;
        return declared;
      }
      if (start === this.source.length) this.malformed('a tag without end');
      if (start === this.at) this.malformed('an attribute without space before it', start);
      declared = this.readAttribute(start, declared);
    }
  }

  private readAttribute(
    start: number,
    declared: Map<string, string> | undefined,
  ): Map<string, string> | undefined {
    const { source } = this;
    const name = this.readName(start, 'an attribute name');
    let at = this.pastSpace(start + name.length);
    if (source.charCodeAt(at) !== 61) this.malformed(`attribute ${name} has no value`, start);
    at = this.pastSpace(at + 1);
    const quote = source[at];
    const end = quote === '"' || quote === "'" ? source.indexOf(quote, at + 1) : -1;
    if (end < 0) this.malformed(`attribute ${name} has no quoted value`, start);
    const raw = source.slice(at + 1, end);
    if (raw.includes('<')) this.malformed(`attribute ${name} holds a <`, start);
    const value = resolveReferences(raw.replace(/\r\n|[\t\r\n]/g, ' '), this.refuseHere);
    this.at = end + 1;
    if (name === 'xmlns' || name.startsWith('xmlns:'))
      return this.declare(declared ?? new Map(), name, value);
    if (this.attributes.length === ATTRIBUTES_MAX) this.tooLarge('too many attributes');
    if (this.attributes.some(([n]) => n === name))
      this.malformed(`attribute ${name} is given twice`, start);
    this.attributes.push([name, value]);
    return declared;
  }

  private declare(known: Map<string, string>, name: string, uri: string): Map<string, string> {
    const prefix = name.slice(6);
    if (known.has(prefix)) this.malformed(`${name} is declared twice`);
    if (prefix !== '' && uri === '') this.malformed(`${name} is declared as nothing`);
    if (isReserved(prefix, uri)) this.malformed(`${name} declares what XML keeps for itself`);
    if (known.size === ATTRIBUTES_MAX) this.tooLarge('too many namespace declarations');
    return known.set(prefix, uri);
  }

  /** Goes inside the element; true when it has no content and is already left. */
  private enter(): boolean {
    this.depth += 1;
    return this.closed;
  }

  private up(): void {
    this.depth -= 1;
    this.scope.leave(this.depth);
  }

  private leave(): void {
    this.up();
    this.left = this.at;
    this.next();
  }

  /** Reads the children of the element the cursor is at, and leaves it. */
  inside<T>(read: () => T): T {
    if (this.enter()) this.open = false;
    else this.next();
    const value = read();
    if (this.open) this.refuse(`unexpected element <${this.name}>`);
    this.leave();
    return value;
  }

  /** Reads with another namespace as the wanted one, and goes back to the one before. */
  as<T>(namespace: string, read: () => T): T {
    const before = this.scope.namespace;
    this.want(namespace);
    const value = read();
    this.want(before);
    return value;
  }

  private want(namespace: string): void {
    this.scope.want(namespace);
    if (this.open) this.resolve();
  }

  /** Reads the text of an element without children, and leaves it. */
  text(): string {
    if (this.enter()) {
      this.leave();
      return '';
    }
    let text = this.textRun();
    // Rare: comments and CDATA inside the text.
    while (this.source.charCodeAt(this.at + 1) === 33) {
      if (this.source.startsWith('<![CDATA[', this.at)) text += this.characterSection();
      else this.comment();
      text += this.textRun();
    }
    if (this.source.charCodeAt(this.at + 1) !== 47)
      this.refuse('an element where only text may be', this.at);
    this.tag();
    this.leave();
    return text;
  }

  /** Up to the next `<`, where the cursor then is. */
  private textRun(): string {
    const end = this.source.indexOf('<', this.at);
    if (end < 0) this.malformed('the document ends too early', this.source.length);
    const text = characterData(this.source.slice(this.at, end), this.refuseHere);
    this.at = end;
    return text;
  }

  private characterSection(): string {
    const end = this.source.indexOf(']]>', this.at);
    if (end < 0) this.malformed('a CDATA section without end', this.at);
    const text = this.source.slice(this.at + 9, end).replace(/\r\n?/g, '\n');
    this.at = end + 3;
    return text;
  }

  /** Reads the element the cursor is at, and says where it stands. */
  spanned<T>(read: () => T): { readonly value: T; readonly span: Span } {
    const start = this.tagStart;
    const value = read();
    return { value, span: [start + this.shift, this.left + this.shift] };
  }

  /** Leaves out the element and all within it; only its form is looked at. Gives where it stands. */
  skip(): Span {
    return this.walk(undefined);
  }

  /**
   * Shows the element the cursor is at, and all within it but the element that starts at `omitted`,
   * and leaves it. Gives where it stands.
   */
  walk(visitor: Visitor | undefined, omitted = -1): Span {
    return this.spanned(() => {
      const floor = this.depth;
      visitor?.start(this);
      if (this.enter()) visitor?.end(this.raw);
      else this.walkContent(floor, visitor, omitted - this.shift);
      this.leave();
    }).span;
  }

  private walkContent(floor: number, visitor: Visitor | undefined, omitted: number): void {
    let shown = visitor;
    let back = -1;
    for (;;) {
      const text = this.textRun();
      if (text !== '') shown?.text(text);
      if (this.source.charCodeAt(this.at + 1) === 33) {
        if (this.source.startsWith('<![CDATA[', this.at)) shown?.text(this.characterSection());
        else this.comment();
        continue;
      }
      this.tag();
      if (this.open) {
        if (this.tagStart === omitted) {
          shown = undefined;
          back = this.depth;
        }
        shown?.start(this);
        if (!this.enter()) continue;
      }
      shown?.end(this.names[this.depth - 1] as string);
      if (!this.open && this.depth === floor + 1) return;
      this.up();
      if (this.depth === back) shown = visitor;
    }
  }

  end(): void {
    if (this.open || this.at < this.source.length || this.depth > 0)
      this.malformed('something after the root element');
  }

  /** What the prefix stands for here; undefined where nothing. */
  uriOf(prefix: string): string | undefined {
    return this.scope.uriOf(prefix);
  }

  /** All namespaces in scope here, by prefix. */
  get namespaces(): ReadonlyMap<string, string> {
    return this.scope.all;
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

  private malformed(reason: string, at = this.tagStart): never {
    return this.refuse(reason, at, 'XML_MALFORMED');
  }

  private tooLarge(reason: string): never {
    return this.refuse(reason, this.tagStart, 'XML_TOO_LARGE');
  }
}
