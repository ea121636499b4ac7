/**
 * Canonical XML without comments, exclusive (Exclusive XML Canonicalization 1.0) or inclusive
 * (Canonical XML 1.0), of what the pull reader shows: there is one reader of XML, so that what is
 * signed cannot be another document than what is understood.
 */
import type { XmlCursor } from '../xml-cursor.ts';
import { together } from '../xml-scope.ts';
import type { Attribute, Namespaces } from '../xml-tags.ts';
import type { StartTag, Visitor } from '../xml-visitor.ts';
import { inAttribute, inText } from '../xml-write.ts';

export type CanonicalMethod = 'exclusive' | 'inclusive';

/** The namespaces that an element of the output has declared, and all around it. */
type Rendered = {
  readonly prefixes: Namespaces;
  readonly depth: number;
  readonly outer: Rendered | undefined;
};
const NOTHING: Rendered = { prefixes: new Map(), depth: -1, outer: undefined };

/**
 * The canonical form of the element the cursor is at, without the element that starts at `omitted`;
 * the cursor leaves it. Inclusive only for a root element: what is declared around one is not added.
 */
export function canonicalForm(c: XmlCursor, method: CanonicalMethod, omitted?: number): string {
  const writer = new CanonicalWriter(method, c.source);
  c.walk(writer, omitted);
  return writer.form;
}

class CanonicalWriter implements Visitor {
  private written = '';
  private readonly source: string;
  /** The stretch of the source that is canonical as it is, and is still to be written. */
  private from = 0;
  private to = 0;
  private readonly method: CanonicalMethod;
  private rendered = NOTHING;
  /** The prefix, and all namespaces, of which it was last found that there is nothing to declare. */
  private settledPrefix: string | undefined;
  private settledIn: Namespaces | undefined;
  /** What the start tag at hand is to declare. */
  private fresh: [prefix: string, uri: string][] = [];
  private depth = 0;

  constructor(method: CanonicalMethod, source: string) {
    this.method = method;
    this.source = source;
  }

  start(at: StartTag, from: number, to: number): void {
    if (!this.isSettled(at)) {
      if (this.method === 'exclusive') this.declareUtilised(at);
      else if (at.declared) for (const [prefix, uri] of at.declared) this.need(prefix, uri);
    }
    const { raw } = at;
    // Without attributes and namespaces, nothing but the name fits between the brackets.
    const isPlain = at.attributes.length === 0 && this.fresh.length === 0;
    if (isPlain && to - from === raw.length + 2) this.keep(from, to);
    else this.put(this.startTag(at), from, to);
    this.depth += 1;
  }

  private startTag(at: StartTag): string {
    const namespaces = this.fresh.length > 0 ? this.declare() : '';
    const attributes = at.attributes.length > 0 ? attributesText(at) : '';
    return `<${at.raw}${namespaces}${attributes}>`;
  }

  /** True where the start tag uses only what was settled by one before, with the same around both. */
  private isSettled(at: StartTag): boolean {
    if (at.declared !== undefined) return false;
    if (this.method === 'inclusive') return true;
    for (const [name] of at.attributes) if (name.includes(':')) return false;
    if (at.prefix === this.settledPrefix && at.namespaces === this.settledIn) return true;
    const uri = at.uriOf(at.prefix) ?? '';
    if ((this.rendered.prefixes.get(at.prefix) ?? '') !== uri) return false;
    this.settledPrefix = at.prefix;
    this.settledIn = at.namespaces;
    return true;
  }

  /** Writes a stretch of the source as it is; those that touch are written as one. */
  private keep(from: number, to: number): void {
    if (from !== this.to) {
      this.flush();
      this.from = from;
    }
    this.to = to;
  }

  /** Writes text, which may be just what stands in the source. */
  private put(text: string, from: number, to: number): void {
    if (text.length === to - from && this.source.slice(from, to) === text) this.keep(from, to);
    else {
      this.flush();
      this.written += text;
    }
  }

  private flush(): void {
    if (this.to > this.from) this.written += this.source.slice(this.from, this.to);
    this.from = 0;
    this.to = 0;
  }

  plain(from: number, to: number): void {
    this.keep(from, to);
  }

  text(text: string): void {
    this.flush();
    this.written += inText(text);
  }

  end(raw: string, from: number, to: number): void {
    // What stands there is an end tag of this name; only space before its bracket can make it longer.
    if (to - from === raw.length + 3) this.keep(from, to);
    else this.put(`</${raw}>`, from, to);
    this.depth -= 1;
    if (this.rendered.depth !== this.depth) return;
    this.rendered = this.rendered.outer ?? NOTHING;
    this.settledPrefix = undefined;
  }

  get form(): string {
    this.flush();
    return this.written;
  }

  /** Exclusive form keeps the namespaces that the names in the start tag use, and no other. */
  private declareUtilised(at: StartTag): void {
    const prefix = prefixOf(at.raw);
    this.need(prefix, at.uriOf(prefix) ?? '');
    for (const [name] of at.attributes) {
      const of = prefixOf(name);
      // A name without prefix is in no namespace, and `xml` is declared nowhere.
      if (of !== '' && of !== 'xml') this.need(of, at.uriOf(of) ?? '');
    }
  }

  /** Where an element around has declared it as the same there is nothing to write. */
  private need(prefix: string, uri: string): void {
    if ((this.rendered.prefixes.get(prefix) ?? '') === uri) return;
    if (!this.fresh.some(([known]) => known === prefix)) this.fresh.push([prefix, uri]);
  }

  /** What is fresh, as it is written in the start tag. */
  private declare(): string {
    const { depth, rendered: outer, fresh } = this;
    let text = '';
    for (const [prefix, uri] of fresh.sort(([a], [b]) => (a < b ? -1 : 1)))
      text += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${inAttribute(uri)}"`;
    this.rendered = { prefixes: together(outer.prefixes, fresh), depth, outer };
    this.settledPrefix = undefined;
    this.fresh = [];
    return text;
  }
}

function prefixOf(raw: string): string {
  const colon = raw.indexOf(':');
  return colon < 0 ? '' : raw.slice(0, colon);
}

/** In the order of namespace, then local name, both by code point, as UTF-8 sorts. */
function attributesText(at: StartTag): string {
  if (at.attributes.length === 1) return attributeText(at.attributes[0] as Attribute);
  return at.attributes
    .map(([name, value]) => {
      const prefix = prefixOf(name);
      const uri = prefix === '' ? '' : (at.uriOf(prefix) ?? '');
      const local = name.slice(name.indexOf(':') + 1);
      return { key: Buffer.from(`${uri}\0${local}`), text: attributeText([name, value]) };
    })
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ text }) => text)
    .join('');
}

const attributeText = ([name, value]: Attribute) => ` ${name}="${inAttribute(value)}"`;
