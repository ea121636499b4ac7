/**
 * A pull reader for the XML that DUIS needs and no more: elements, attributes, text, comments,
 * CDATA, the five named references and numeric ones. A DTD, a processing instruction or any other
 * entity is refused. Whoever reads says what may come next, so nothing is built that is not kept.
 */
import { Refused } from '../../../protocol/definition/fault.ts';

const NAME = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 does not allow
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const space = (code: number) => code === 32 || code === 10 || code === 9 || code === 13;
const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};
const DEPTH_MAX = 64;

type Scope = {
  readonly prefixes: ReadonlyMap<string, string>;
  readonly depth: number;
  readonly outer: Scope | undefined;
};

export class XmlCursor {
  readonly source: string;
  private at = 0;
  private depth = 0;
  private tagStart = 0;
  private closed = false;
  private scope: Scope | undefined;
  /** The prefix that stands for the namespace being read; asked again only when a scope changes. */
  private wanted: string;
  private prefix: string | undefined;
  private readonly names: string[] = [];

  /** True at a start tag, false at an end tag. */
  open = false;
  /** Local name at a start tag of the wanted namespace; `{other}name` of another. */
  name = '';
  attributes: [string, string][] = [];

  constructor(source: string, namespace: string) {
    this.source = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
    this.wanted = namespace;
    const bad = this.source.search(NOT_XML);
    if (bad >= 0) this.refuse('a character that XML does not allow', bad);
    if (!this.source.isWellFormed()) this.refuse('half of a surrogate pair', 0);
    if (this.source.startsWith('<?xml')) {
      const end = this.source.indexOf('?>');
      const head = this.source.slice(0, end);
      if (
        end < 0 ||
        !/^<\?xml\s+version=["']1\.0["'](\s+encoding=["']utf-8["'])?(\s+standalone=["'](yes|no)["'])?\s*$/i.test(
          head,
        )
      )
        this.refuse('an XML declaration other than 1.0 in UTF-8', 0);
      this.at = end + 2;
    }
    this.next();
    if (!this.open) this.refuse('no root element');
  }

  /** Goes to the next tag; text on the way is refused. */
  private next(): void {
    for (;;) {
      this.at = this.pastSpace(this.at);
      if (this.at === this.source.length) {
        if (this.depth > 0) this.refuse('the document ends too early', this.source.length);
        this.open = false;
        return;
      }
      if (this.source.charCodeAt(this.at) !== 60) this.refuse('text between elements', this.at);
      if (this.source.charCodeAt(this.at + 1) === 33) this.comment();
      else break;
    }
    this.tag();
  }

  private pastSpace(from: number): number {
    let at = from;
    while (space(this.source.charCodeAt(at))) at += 1;
    return at;
  }

  private comment(): void {
    if (!this.source.startsWith('<!--', this.at)) {
      this.refuse(
        this.source.startsWith('<!DOCTYPE', this.at)
          ? 'a document type definition is not accepted'
          : 'a declaration is not accepted',
        this.at,
      );
    }
    const end = this.source.indexOf('--', this.at + 4);
    if (end < 0 || this.source.charCodeAt(end + 2) !== 62)
      this.refuse('a comment that is not well formed', this.at);
    this.at = end + 3;
  }

  private tag(): void {
    const { source } = this;
    this.tagStart = this.at;
    const second = source.charCodeAt(this.at + 1);
    if (second === 63) this.refuse('a processing instruction is not accepted', this.at);
    if (second === 47) {
      const end = source.indexOf('>', this.at);
      const expected = this.names[this.depth - 1];
      if (
        this.depth === 0 ||
        !source.startsWith(expected as string, this.at + 2) ||
        source.slice(this.at + 2 + (expected as string).length, end).trim() !== ''
      ) {
        this.refuse(`an end tag that does not match <${expected}>`, this.at);
      }
      this.open = false;
      this.at = end + 1;
      return;
    }
    let stop = this.at + 1;
    for (
      let code = second;
      code !== 62 && code !== 47 && !space(code);
      code = source.charCodeAt(stop)
    ) {
      if (stop >= source.length) this.refuse('a tag without end', this.at);
      stop += 1;
    }
    const raw = source.slice(this.at + 1, stop);
    this.at = stop;
    this.attributes = [];
    let declared: Map<string, string> | undefined;
    // Attributes, if any.
    while (source.charCodeAt(this.at) !== 62 && source.charCodeAt(this.at) !== 47) {
      declared = this.attribute(declared);
    }
    this.closed = source.charCodeAt(this.at) === 47;
    if (this.closed && source.charCodeAt(this.at + 1) !== 62)
      this.refuse('a tag that is not well formed', this.at);
    this.at += this.closed ? 2 : 1;
    if (this.depth >= DEPTH_MAX) this.refuse('elements nested too deep', this.tagStart);
    this.names[this.depth] = raw;
    if (declared) {
      const prefixes = new Map([...(this.scope?.prefixes ?? []), ...declared]);
      this.scope = { prefixes, depth: this.depth, outer: this.scope };
      this.choosePrefix();
    }
    this.open = true;
    this.name = this.resolve(raw);
  }

  private attribute(declared: Map<string, string> | undefined): Map<string, string> | undefined {
    const { source } = this;
    const start = this.pastSpace(this.at);
    if (start === source.length) this.refuse('a tag without end');
    if (source.charCodeAt(start) === 62 || source.charCodeAt(start) === 47) {
      this.at = start;
      return declared;
    }
    if (start === this.at) this.refuse('an attribute without space before it', start);
    NAME.lastIndex = start;
    const name =
      NAME.exec(source)?.[0] ?? this.refuse('an attribute name that is not well formed', start);
    let at = start + name.length;
    at = this.pastSpace(at);
    if (source.charCodeAt(at) !== 61) this.refuse(`attribute ${name} has no value`, start);
    at = this.pastSpace(at + 1);
    const quote = source[at];
    const end = quote === '"' || quote === "'" ? source.indexOf(quote, at + 1) : -1;
    if (end < 0) this.refuse(`attribute ${name} has no quoted value`, start);
    const raw = source.slice(at + 1, end);
    if (raw.includes('<')) this.refuse(`attribute ${name} holds a <`, start);
    const value = this.unescape(raw.replace(/[\t\r\n]/g, ' '), start);
    this.at = end + 1;
    if (name === 'xmlns' || name.startsWith('xmlns:')) {
      const prefix = name.slice(6);
      if (declared?.has(prefix)) this.refuse(`${name} is declared twice`, start);
      return (declared ?? new Map()).set(prefix, value);
    }
    if (this.attributes.some(([n]) => n === name))
      this.refuse(`attribute ${name} is given twice`, start);
    this.attributes.push([name, value]);
    return declared;
  }

  private choosePrefix(): void {
    this.prefix = undefined;
    for (const [prefix, uri] of this.scope?.prefixes ?? [])
      if (uri === this.wanted) this.prefix = prefix === '' ? '' : `${prefix}:`;
  }

  private resolve(raw: string): string {
    const { prefix } = this;
    if (prefix && raw.startsWith(prefix)) return this.local(raw, prefix.length);
    const colon = raw.indexOf(':');
    if (prefix === '' && colon < 0) return this.local(raw, 0);
    const uri = this.scope?.prefixes.get(colon < 0 ? '' : raw.slice(0, colon));
    if (uri === undefined && colon >= 0)
      this.refuse(`prefix ${raw.slice(0, colon)} is not declared`, this.tagStart);
    const local = this.local(raw, colon + 1);
    return uri === this.wanted ? local : `{${uri ?? ''}}${local}`;
  }

  private local(raw: string, from: number): string {
    return from === 0 ? raw : raw.slice(from);
  }

  /** Goes inside the element; true when it has no content and is already left. */
  private enter(): boolean {
    this.depth += 1;
    return this.closed;
  }

  private leave(): void {
    this.depth -= 1;
    if (this.scope && this.scope.depth === this.depth) {
      this.scope = this.scope.outer;
      this.choosePrefix();
    }
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

  /** Reads the text of an element without children, and leaves it. */
  text(): string {
    if (this.enter()) {
      this.leave();
      return '';
    }
    const { source } = this;
    let end = source.indexOf('<', this.at);
    let text = source.slice(this.at, end);
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n');
    if (text.includes('&')) text = this.unescape(text, this.at);
    else if (text.includes(']]>')) this.refuse(']]> in text', this.at);
    // Rare: comments and CDATA inside the text.
    while (source.charCodeAt(end + 1) === 33) {
      this.at = end;
      if (source.startsWith('<![CDATA[', end)) {
        const stop = source.indexOf(']]>', end);
        if (stop < 0) this.refuse('a CDATA section without end', end);
        text += source.slice(end + 9, stop).replace(/\r\n?/g, '\n');
        this.at = stop + 3;
      } else this.comment();
      end = source.indexOf('<', this.at);
      if (end < 0) this.refuse('the document ends too early', this.at);
      text += this.unescape(source.slice(this.at, end).replace(/\r\n?/g, '\n'), this.at);
    }
    this.at = end;
    if (source.charCodeAt(end + 1) !== 47) this.refuse('an element where only text may be', end);
    this.tag();
    this.leave();
    return text;
  }

  /** Leaves out the element and all within it; only its form is looked at. Gives where it stands. */
  skip(): [start: number, end: number] {
    const start = this.tagStart;
    const floor = this.depth;
    let end = this.at;
    if (!this.enter()) {
      for (;;) {
        const next = this.source.indexOf('<', this.at);
        if (next < 0) this.refuse('the document ends too early', this.at);
        this.unescape(this.source.slice(this.at, next), this.at);
        this.at = next;
        if (this.source.startsWith('<!', next)) {
          this.comment();
          continue;
        }
        this.tag();
        if (this.open && !this.enter()) continue;
        if (!this.open && this.depth === floor + 1) break;
        this.depth -= 1;
        if (this.scope && this.scope.depth === this.depth) {
          this.scope = this.scope.outer;
          this.choosePrefix();
        }
      }
      end = this.at;
    }
    this.leave();
    return [start, end];
  }

  end(): void {
    if (this.open || this.at < this.source.length || this.depth > 0)
      this.refuse('something after the root element');
  }

  private unescape(text: string, at: number): string {
    if (!text.includes('&')) return text;
    return text.replace(/&([^;&]*;?)/g, (_, reference: string) => {
      const named = reference.endsWith(';') ? reference.slice(0, -1) : '';
      const known = Object.hasOwn(NAMED, named) ? NAMED[named] : undefined;
      if (known) return known;
      const [, hex, ten] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(named) ?? [];
      const code = hex ? Number.parseInt(hex, 16) : ten ? Number(ten) : -1;
      if (code < 0 || code > 0x10ffff)
        this.refuse(`entity &${reference.slice(0, 20)} is not accepted`, at);
      const character = String.fromCodePoint(code);
      if (NOT_XML.test(character) || !character.isWellFormed())
        this.refuse('a character that XML does not allow', at);
      return character;
    });
  }

  /** Where the cursor stands, for a reader that finds a fault after it has gone on. */
  mark(): number {
    return this.tagStart;
  }

  refuse(reason: string, at = this.tagStart): never {
    const { path, line } = locate(this.source, at);
    throw new Refused(path, reason, line);
  }
}

/** The path and line of an offset: a second, plain walk, paid for only when something is wrong. */
export function locate(source: string, offset: number): { path: string; line: number } {
  const tags =
    /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([^\s/>!?]+)(?:"[^"]*"|'[^']*'|[^"'>])*?(\/?)>/g;
  const steps: { step: string; seen: Map<string, number> }[] = [{ step: '', seen: new Map() }];
  for (let m = tags.exec(source); m && m.index <= offset; m = tags.exec(source)) {
    const [, closing, qualified] = m;
    if (!qualified) continue;
    if (closing) {
      if (m.index < offset && steps.length > 1) steps.pop();
      continue;
    }
    const name = qualified.slice(qualified.indexOf(':') + 1);
    const seen = (steps.at(-1) as { seen: Map<string, number> }).seen;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const here = m.index === offset;
    if (!m[3] || here)
      steps.push({ step: count > 1 ? `${name}[${count}]` : name, seen: new Map() });
    if (here) break;
  }
  let line = 1;
  for (let i = source.indexOf('\n'); i >= 0 && i < offset; i = source.indexOf('\n', i + 1))
    line += 1;
  return { path: steps.map((s) => s.step).join('/') || '/', line };
}
