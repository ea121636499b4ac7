/**
 * A pull reader for the XML that DUIS needs and no more. Whoever reads says what may come next, so
 * that nothing is built that is not kept.
 */
import { NO_NAME, type XmlName } from './xml-names.ts';
import { DOCUMENT_CHARACTERS_MAX } from './xml-scanner.ts';
import { XmlScope } from './xml-scope.ts';
import { type Namespaces, XmlTagScanner } from './xml-tags.ts';
import type { Span, Visitor } from './xml-visitor.ts';

export { DOCUMENT_CHARACTERS_MAX } from './xml-scanner.ts';
export type { Span, Visitor } from './xml-visitor.ts';

const DEPTH_MAX = 64;

export class XmlCursor extends XmlTagScanner {
  private readonly scope: XmlScope;
  private depth = 0;
  private closed = false;
  /** Past the end tag of the element left last. */
  private left = 0;
  private readonly names: XmlName[] = [];

  /** True at a start tag, false at an end tag. */
  open = false;
  /** Local name at a start tag of the wanted namespace; `{other}name` of another. */
  name = '';
  /** The name of the start tag. */
  private written = NO_NAME;

  /** `outer` are the namespaces that are declared around `source`, where it is cut out of another. */
  constructor(
    source: string,
    namespace: string,
    maximumLength = DOCUMENT_CHARACTERS_MAX,
    outer?: Namespaces,
  ) {
    super(source, maximumLength);
    this.scope = new XmlScope(namespace, outer);
    this.next();
    if (!this.open) this.malformed('no root element');
  }

  /** Goes to the next tag; text on the way is refused. */
  private next(): void {
    for (;;) {
      this.at = this.pastSpace(this.at);
      if (this.code(this.at) !== 60) {
        if (this.at < this.source.length) this.refuse('text between elements', this.at);
        if (this.depth > 0) this.malformed('the document ends too early', this.at);
        this.open = false;
        return;
      }
      if (this.code(this.at + 1) !== 33) break;
      this.comment();
    }
    this.tag();
  }

  private tag(): void {
    this.tagStart = this.at;
    const second = this.code(this.at + 1);
    if (second === 47) this.endTag();
    else if (second === 63)
      this.refuse('a processing instruction is not accepted', this.at, 'XML_FORBIDDEN');
    else this.startTag();
  }

  private endTag(): void {
    const { syntax } = this;
    const { codes, raw } = this.names[this.depth - 1] ?? NO_NAME;
    let at = this.at + 2;
    for (let i = 0; i < codes.length && syntax[at] === codes[i]; i += 1) at += 1;
    const matches = this.depth > 0 && at === this.at + 2 + codes.length;
    const end = this.pastSpace(at);
    if (!matches || syntax[end] !== 62)
      this.malformed(`an end tag that does not match <${raw}>`, this.at);
    this.open = false;
    this.at = end + 1;
  }

  private startTag(): void {
    const name = this.elementName(this.at + 1);
    this.at += 1 + name.codes.length;
    this.readAttributes();
    this.closed = this.code(this.at) === 47;
    if (this.code(this.at + (this.closed ? 1 : 0)) !== 62)
      this.malformed('a tag that is not well formed', this.tagStart);
    this.at += this.closed ? 2 : 1;
    if (this.depth >= DEPTH_MAX) this.tooLarge('elements nested too deep');
    this.names[this.depth] = name;
    if (this.declared && !this.scope.declare(this.declared, this.depth))
      this.tooLarge('too many namespace declarations');
    if (this.attributes.length > 0) {
      const wrong = this.scope.wrongAttribute(this.attributes);
      if (wrong) this.malformed(wrong);
    }
    this.open = true;
    this.written = name;
    this.resolve();
  }

  private resolve(): void {
    this.name =
      this.scope.resolve(this.written) ??
      this.malformed(`the prefix of <${this.written.raw}> is not declared`);
  }

  /** The name of the start tag as it is written. */
  get raw(): string {
    return this.written.raw;
  }

  /** The prefix of that name; empty where it has none. */
  get prefix(): string {
    return this.written.prefix;
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
    while (this.code(this.at + 1) === 33) {
      if (this.isCharacterSection()) text += this.characterSection();
      else this.comment();
      text += this.textRun();
    }
    if (this.code(this.at + 1) !== 47) this.refuse('an element where only text may be', this.at);
    this.tagStart = this.at;
    this.endTag();
    this.leave();
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
      visitor?.start(this, this.tagStart, this.at);
      if (this.enter()) visitor?.end(this.raw, this.at, this.at);
      else this.walkContent(floor, visitor, omitted - this.shift);
      this.leave();
    }).span;
  }

  private walkContent(floor: number, visitor: Visitor | undefined, omitted: number): void {
    let shown = visitor;
    let back = -1;
    for (;;) {
      this.walkText(shown);
      this.tag();
      if (this.open) {
        if (this.tagStart === omitted) {
          shown = undefined;
          back = this.depth;
        }
        shown?.start(this, this.tagStart, this.at);
        if (!this.enter()) continue;
      }
      const from = this.open ? this.at : this.tagStart;
      shown?.end((this.names[this.depth - 1] as XmlName).raw, from, this.at);
      if (!this.open && this.depth === floor + 1) return;
      this.up();
      if (this.depth === back) shown = visitor;
    }
  }

  /** Shows what text there is before the next tag. */
  private walkText(visitor: Visitor | undefined): void {
    for (;;) {
      const from = this.at;
      const marks = this.pastText();
      if (this.at > from) {
        if (marks === 0) visitor?.plain(from, this.at);
        else {
          this.at = from;
          const text = this.textRun();
          visitor?.text(text);
        }
      }
      if (this.code(this.at + 1) !== 33) return;
      if (this.isCharacterSection()) {
        const text = this.characterSection();
        visitor?.text(text);
      } else this.comment();
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
  get namespaces(): Namespaces {
    return this.scope.all;
  }
}
