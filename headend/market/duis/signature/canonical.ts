/**
 * Canonical XML without comments, exclusive (Exclusive XML Canonicalization 1.0) or inclusive
 * (Canonical XML 1.0), of what the pull reader shows: there is one reader of XML, so that what is
 * signed cannot be another document than what is understood.
 */
import type { Visitor, XmlCursor } from '../xml-cursor.ts';
import { inAttribute, inText } from '../xml-write.ts';

export type CanonicalMethod = 'exclusive' | 'inclusive';

/** The namespaces that an element of the output has declared, and all around it. */
type Rendered = {
  readonly prefixes: ReadonlyMap<string, string>;
  readonly depth: number;
  readonly outer: Rendered | undefined;
};
const NOTHING: Rendered = { prefixes: new Map(), depth: -1, outer: undefined };

/**
 * The canonical form of the element the cursor is at, without the element that starts at `omitted`;
 * the cursor leaves it. Inclusive only for a root element: what is declared around one is not added.
 */
export function canonicalForm(c: XmlCursor, method: CanonicalMethod, omitted?: number): string {
  const writer = new CanonicalWriter(method);
  c.walk(writer, omitted);
  return writer.written;
}

class CanonicalWriter implements Visitor {
  written = '';
  private readonly method: CanonicalMethod;
  private rendered = NOTHING;
  /** What the start tag at hand is to declare. */
  private fresh: [prefix: string, uri: string][] = [];
  private depth = 0;

  constructor(method: CanonicalMethod) {
    this.method = method;
  }

  start(at: XmlCursor): void {
    this.written += `<${at.raw}`;
    if (this.method === 'exclusive') this.declareUtilised(at);
    else if (at.declared) for (const [prefix, uri] of at.declared) this.need(prefix, uri);
    if (this.fresh.length > 0) this.declare();
    if (at.attributes.length > 0) this.written += attributesText(at);
    this.written += '>';
    this.depth += 1;
  }

  /** Exclusive form keeps the namespaces that the names in the start tag use, and no other. */
  private declareUtilised(at: XmlCursor): void {
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

  private declare(): void {
    const { depth, rendered: outer, fresh } = this;
    for (const [prefix, uri] of fresh.sort(([a], [b]) => (a < b ? -1 : 1)))
      this.written += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${inAttribute(uri)}"`;
    this.rendered = { prefixes: new Map([...outer.prefixes, ...fresh]), depth, outer };
    this.fresh = [];
  }

  text(text: string): void {
    this.written += inText(text);
  }

  end(raw: string): void {
    this.written += `</${raw}>`;
    this.depth -= 1;
    if (this.rendered.depth === this.depth) this.rendered = this.rendered.outer ?? NOTHING;
  }
}

function prefixOf(raw: string): string {
  const colon = raw.indexOf(':');
  return colon < 0 ? '' : raw.slice(0, colon);
}

/** In the order of namespace, then local name, both by code point, as UTF-8 sorts. */
function attributesText(at: XmlCursor): string {
  if (at.attributes.length === 1) return attributeText(at.attributes[0] as [string, string]);
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

const attributeText = ([name, value]: readonly [string, string]) =>
  ` ${name}="${inAttribute(value)}"`;
