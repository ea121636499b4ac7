/** Which namespace a prefix stands for where the reader is, and which prefix is the one wanted. */
import type { XmlName } from './xml-names.ts';

type Scope = {
  readonly prefixes: ReadonlyMap<string, string>;
  readonly depth: number;
  readonly outer: Scope | undefined;
};

/** More than any message has; without a limit each declaration would copy all before it. */
const PREFIXES_MAX = 32;
/** Of elements in one document that declare a prefix. A meter's longest answer has a handful. */
const DECLARATIONS_MAX = 20_000;

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** What no document may declare (Namespaces in XML 1.0 §3); `xml` as itself would be allowed, and means nothing. */
export const isReserved = (prefix: string, uri: string): boolean =>
  prefix === 'xml' || prefix === 'xmlns' || uri === XML || uri === XMLNS;

/** What `inner` declares, and what of `outer` it does not declare anew. */
export function together(
  outer: ReadonlyMap<string, string>,
  inner: Iterable<readonly [prefix: string, uri: string]>,
): ReadonlyMap<string, string> {
  const all = new Map(outer);
  for (const [prefix, uri] of inner) all.set(prefix, uri);
  return all;
}

const NONE: ReadonlyMap<string, string> = new Map();

export class XmlScope {
  private scope: Scope | undefined;
  private wanted: string;
  private declarations = 0;
  /** One that stands for the wanted namespace, if any does; empty: it is the default. */
  private prefix: string | undefined;

  /** `outer`: what is declared around the document. */
  constructor(namespace: string, outer?: ReadonlyMap<string, string>) {
    this.wanted = namespace;
    if (outer) this.declare(outer, -1);
  }

  get namespace(): string {
    return this.wanted;
  }

  want(namespace: string): void {
    this.wanted = namespace;
    this.choose();
  }

  /** False when there are too many declarations in scope. */
  declare(declared: ReadonlyMap<string, string>, depth: number): boolean {
    const prefixes = this.scope ? together(this.scope.prefixes, declared) : declared;
    this.scope = { prefixes, depth, outer: this.scope };
    this.choose();
    this.declarations += 1;
    return prefixes.size <= PREFIXES_MAX && this.declarations <= DECLARATIONS_MAX;
  }

  /** The element at `depth` is left: what it declared is out of scope. */
  leave(depth: number): void {
    if (this.scope?.depth !== depth) return;
    this.scope = this.scope.outer;
    this.choose();
  }

  get all(): ReadonlyMap<string, string> {
    return this.scope?.prefixes ?? NONE;
  }

  uriOf(prefix: string): string | undefined {
    return prefix === 'xml' ? XML : this.scope?.prefixes.get(prefix);
  }

  /** Why the attributes cannot stand beside each other in one tag; undefined if they can. */
  wrongAttribute(attributes: readonly (readonly [name: string, value: string])[]) {
    let seen: Set<string> | undefined;
    for (const [name] of attributes) {
      const colon = name.indexOf(':');
      if (colon < 0) continue;
      const uri = this.uriOf(name.slice(0, colon));
      if (uri === undefined) return `the prefix of attribute ${name} is not declared`;
      const expanded = `${name.slice(colon + 1)} ${uri}`;
      seen ??= new Set();
      if (seen.has(expanded)) return `attribute ${name} is given twice, by another prefix`;
      seen.add(expanded);
    }
    return undefined;
  }

  /** Local name in the wanted namespace, `{other}name` in another; undefined: prefix not declared. */
  resolve({ prefix, local }: XmlName): string | undefined {
    if (prefix === this.prefix) return local;
    const uri = this.scope?.prefixes.get(prefix);
    if (uri === undefined && prefix !== '') return undefined;
    return uri === this.wanted ? local : `{${(uri ?? '').slice(0, 100)}}${local}`;
  }

  private choose(): void {
    this.prefix = undefined;
    for (const [prefix, uri] of this.scope?.prefixes ?? [])
      if (uri === this.wanted) this.prefix = prefix;
  }
}
