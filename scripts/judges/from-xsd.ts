/**
 * Documents made from an XML schema alone, with no knowledge of our definitions. Reading them all
 * finds what random values of our own cannot: an element, branch, name or limit we forgot.
 */
import fc from 'fast-check';
import { SCHEMA_VERSION } from '../../headend/market/duis/document.ts';
import { type Node, readSchema, search } from './xsd-nodes.ts';

/** Of a list without a limit this many are enough; of a long one too, but once. */
const REPEATS_MAX = 50;
/** Of a long text. */
const CHARACTERS_MAX = 1000;

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  unsignedShort: [0n, 65_535n],
  unsignedInt: [0n, 2n ** 32n - 1n],
  unsignedLong: [0n, 2n ** 64n - 1n],
  unsignedByte: [0n, 255n],
  short: [-32_768n, 32_767n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  positiveInteger: [1n, 2n ** 31n],
  nonNegativeInteger: [0n, 2n ** 31n],
  nonPositiveInteger: [-(2n ** 31n), 0n],
};
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false', '1', '0'],
  dateTime: ['2026-02-28T23:59:59Z', '2030-01-15T00:00:00.00Z', '3000-12-31T00:00:00.00Z'],
  date: ['2026-02-28', '2024-02-29Z', '65535-12-31Z'],
  time: ['00:00:00Z', '23:59:59.00Z', '12:30:00.000Z'],
  decimal: ['0', '1.5', '12345.678', '0.001', '.5'],
  base64Binary: ['AA==', 'AAEC\nAwQF', 'TWV0ZXI='],
  hexBinary: ['', '0f', '8F66'],
};

type Facets = { readonly base: string; readonly facets: Map<string, string>; values: string[] };

export class XsdMaker {
  private readonly prefix: string;
  private readonly types = new Map<string, Node>();
  private readonly roots = new Map<string, Node>();
  private readonly foreign: Readonly<Record<string, string>>;
  /** Texts of a pattern, drawn once: a pattern of the schema may be 500 characters long. */
  private readonly matchers = new Map<string, readonly string[]>();
  /** What has been made as often as it may be. */
  private readonly filled = new Set<Node>();
  private seed: number;

  /**
   * `prefix` is what the elements are written with; `foreign` are elements of other schemas, by the name they
   * are referred to; `seed` decides everything.
   */
  constructor(
    file: string,
    prefix: string,
    foreign: Readonly<Record<string, string>> = {},
    seed = 42,
  ) {
    this.prefix = prefix;
    this.foreign = foreign;
    this.seed = seed;
    const schema = readSchema(file);
    for (const node of schema.children) {
      const name = node.attributes['name'];
      if (name && node.tag.endsWith('Type')) this.types.set(name, node);
      if (name && node.tag === 'element') this.roots.set(name, node);
    }
  }

  private random(n: number): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.seed / 2 ** 32) * n);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.random(list.length)] as T;
  }

  private named(name: string | undefined): Node | undefined {
    return name === undefined ? undefined : this.types.get(name.replace(/^\w+:/, ''));
  }

  /** The declaration of an element, looked for inside a named type. */
  find(typeName: string, element: string): Node {
    const type = this.named(typeName);
    const found = type && search(type, element);
    if (!found) throw new Error(`no element ${element} in ${typeName}`);
    return found;
  }

  /** The elements of the choice that a named type has. */
  choicesOf(typeName: string): readonly Node[] {
    const found = this.named(typeName)?.children.flatMap((child) => alternatives(child)) ?? [];
    if (found.length === 0) throw new Error(`no choice in ${typeName}`);
    return found;
  }

  private referred(name: string): string {
    const foreign = this.foreign[name];
    if (foreign !== undefined) return foreign;
    const node = this.roots.get(name.replace(/^\w+:/, ''));
    if (!node) throw new Error(`no element ${name}`);
    return this.element(node);
  }

  /** A valid element of that declaration. */
  element(node: Node, index?: number): string {
    const other = node.attributes['ref'];
    if (other !== undefined) return this.referred(other);
    const name = `${this.prefix}:${node.attributes['name']}`;
    const ref = node.attributes['type'];
    const type = ref ? this.named(ref) : node.children[0];
    // Without a type it may hold anything; nothing is something too.
    if (!ref && !type) return `<${name}/>`;
    if (!type || type.tag === 'simpleType') return `<${name}>${this.simple(type, ref)}</${name}>`;
    const [attributes, body] = this.complex(type, index ?? 1);
    return `<${name}${attributes}>${body}</${name}>`;
  }

  /** The children of a valid element of a named type. */
  contentOf(typeName: string): string {
    const type = this.named(typeName);
    if (!type) throw new Error(`no type ${typeName}`);
    return this.complex(type, 1)[1];
  }

  private complex(type: Node, index: number): readonly [attributes: string, body: string] {
    let attributes = '';
    let body = '';
    for (const child of type.children) {
      if (child.tag === 'attribute') attributes += this.attribute(child, index);
      else if (child.tag === 'complexContent' || child.tag === 'simpleContent') {
        const extension = child.children[0] as Node;
        const base = extension.attributes['base'];
        const of = this.named(base);
        const inherited =
          of?.tag === 'complexType' ? this.complex(of, index) : ['', this.simple(of, base)];
        const own = this.complex(extension, index);
        attributes += inherited[0] + own[0];
        body += inherited[1] + own[1];
      } else body += this.particle(child);
    }
    return [attributes, body];
  }

  private attribute(node: Node, index: number): string {
    const name = node.attributes['name'];
    if (name === 'schemaVersion') return ` schemaVersion="${SCHEMA_VERSION}"`;
    if (name === 'index') return ` index="${index}"`;
    if (node.attributes['use'] !== 'required' && this.random(2) === 0) return '';
    const ref = node.attributes['type'];
    return ` ${name}="${this.simple(ref ? this.named(ref) : node.children[0], ref)}"`;
  }

  /** As often as it may be there. `index` is of the sequence that it stands in, if that is what repeats. */
  particle(node: Node, index?: number): string {
    const times = this.times(node);
    let out = '';
    for (let i = 1; i <= times; i += 1) {
      if (node.tag === 'element') out += this.element(node, times === 1 ? (index ?? i) : i);
      else if (node.tag === 'sequence')
        out += node.children.map((n) => this.particle(n, times === 1 ? index : i)).join('');
      else if (node.tag === 'choice') out += this.particle(this.pick(node.children));
    }
    return out;
  }

  /** How often a particle is there: at its bounds and between them; a long list once at its real bound. */
  private times(node: Node): number {
    const { minOccurs = '1', maxOccurs = '1' } = node.attributes;
    const min = Number(minOccurs);
    const bound = maxOccurs === 'unbounded' ? REPEATS_MAX : Number(maxOccurs);
    if (bound > REPEATS_MAX && !this.filled.has(node)) {
      this.filled.add(node);
      return bound;
    }
    const max = Math.min(bound, REPEATS_MAX);
    return this.pick([min, max, min + this.random(max - min + 1), Math.min(max, Math.max(min, 2))]);
  }

  private simple(type: Node | undefined, ref: string | undefined): string {
    const { base, facets, values } = this.facets(type, ref);
    if (values.length) return escaped(this.pick(values));
    const pattern = facets.get('pattern');
    if (pattern) return this.matching(pattern, facets);
    const range = RANGES[base];
    if (range) return this.number(range, facets);
    if (base === 'string' || base === 'token') return this.characters(facets);
    if (base === 'decimal' && facets.has('fractionDigits')) return this.decimal(facets);
    if (base === 'hexBinary' && facets.has('maxLength')) return this.octets(facets);
    const texts = TEXTS[base];
    if (!texts) throw new Error(`no text for ${base}`);
    return this.pick(texts);
  }

  /** Of the type and those it restricts; the nearest facet of a kind counts. */
  private facets(type: Node | undefined, ref: string | undefined): Facets {
    const facets = new Map<string, string>();
    const values: string[] = [];
    let base = ref ?? '';
    for (let at = type; at; at = this.named(base)) {
      const restriction = at.children[0] as Node;
      const enumerated = values.length > 0;
      for (const { tag, attributes } of restriction.children) {
        const value = attributes['value'] as string;
        if (tag === 'enumeration' && !enumerated) values.push(value);
        else if (!facets.has(tag)) facets.set(tag, value);
      }
      base = restriction.attributes['base'] as string;
    }
    return { base: base.replace(/^xs:/, ''), facets, values };
  }

  private matching(pattern: string, facets: Map<string, string>): string {
    const longest = Number(facets.get('maxLength') ?? 1000);
    const known =
      this.matchers.get(pattern) ??
      sampleOf(pattern, this.random(1e6)).filter((text) => text.length <= longest);
    this.matchers.set(pattern, known);
    return escaped(this.pick(known));
  }

  private number([least, most]: readonly [bigint, bigint], facets: Map<string, string>): string {
    const above = facets.get('minExclusive');
    const low =
      above === undefined ? BigInt(facets.get('minInclusive') ?? least) : BigInt(above) + 1n;
    const digits = BigInt(facets.get('totalDigits') ?? 20);
    const limit = 10n ** digits - 1n;
    const top = BigInt(facets.get('maxInclusive') ?? most);
    const high = top < limit ? top : limit;
    const between = low + ((high - low) * BigInt(this.random(1000))) / 1000n;
    return String(this.pick([low, high, between]));
  }

  /** At the bounds and between them, in units of the last place. */
  private decimal(facets: Map<string, string>): string {
    const places = Number(facets.get('fractionDigits'));
    const scaled = (name: string) => Math.round(Number(facets.get(name)) * 10 ** places);
    const low = facets.has('minInclusive') ? scaled('minInclusive') : scaled('minExclusive') + 1;
    const high = facets.has('maxInclusive') ? scaled('maxInclusive') : scaled('maxExclusive') - 1;
    const between = low + Math.floor(((high - low) * this.random(1000)) / 1000);
    return (this.pick([low, high, between]) / 10 ** places).toFixed(places);
  }

  private octets(facets: Map<string, string>): string {
    const low = Number(facets.get('minLength') ?? 0);
    return '0f8A'.repeat(100).slice(0, 2 * this.pick([low, Number(facets.get('maxLength'))]));
  }

  private characters(facets: Map<string, string>): string {
    const low = Number(facets.get('minLength') ?? 0);
    const high = Math.min(Number(facets.get('maxLength') ?? 20), CHARACTERS_MAX);
    return 'aB 9é'.repeat(CHARACTERS_MAX).slice(0, this.pick([low, high]));
  }
}

function alternatives(node: Node): readonly Node[] {
  if (node.tag === 'choice') return node.children.filter(({ tag }) => tag === 'element');
  return node.tag === 'sequence' ? node.children.flatMap(alternatives) : [];
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const sampleOf = (pattern: string, seed: number): readonly string[] =>
  fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { numRuns: 200, seed });
