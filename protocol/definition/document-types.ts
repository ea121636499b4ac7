/** Types in the words of the documentation: what a value may be, and how XML, JSON and CBOR write it. */
import { toJson } from './json-schema.ts';
import {
  type AnyScalar,
  big,
  boolean,
  bytes,
  date,
  decimal,
  enumeration,
  eui64,
  hex,
  integer,
  text,
  utcDateTime,
  utcTime,
  wildcard,
} from './scalars.ts';
import { type AnyField, type AnyType, elementName } from './words.ts';

/** A row of a table in Markdown. */
export const row = (...cells: readonly string[]) =>
  `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
/** The first two lines of a table. */
export const heading = (...cells: readonly string[]) =>
  `${row(...cells)}\n|${cells.map(() => '---|').join('')}`;

const code = (text: string) => `\`${text}\``;
const times = (min: number, max: number) => (min === max ? `${min}` : `${min} to ${max}`);

/** What a value may be, with its limits and unit; of a name, its number and its text in XML. */
export function describe(type: AnyType): string {
  switch (type.kind) {
    case 'scalar':
      return describeScalar(type);
    case 'struct':
      return Object.keys(type.fields).length === 0 ? 'empty' : (type.name ?? 'group');
    case 'choice':
      return 'one of';
    case 'list':
      return type.joined === undefined
        ? `list of ${times(type.min, type.max)}`
        : `list of ${times(type.min, type.max)}, in XML with ${code(type.joined)} between; each ${describe(type.of)}`;
    case 'rows':
      return `rows by index, ${times(type.min, type.max)}`;
  }
}

function describeScalar(type: AnyScalar): string {
  if (type.word === 'enumeration') return `one of ${names(type, (name) => type.toText(name))}`;
  if (!type.children) return type.describe;
  const { specified, named } = type.children;
  const open = names(type, (name) => `<${named[name]}>`);
  return `${type.describe}; in XML ${code(`<${specified}>`)}, or ${open}`;
}

const names = ({ codes = {} }: AnyScalar, inXml: (name: string) => string) =>
  Object.entries(codes)
    .map(([name, number]) => {
      const written = inXml(name);
      return `${code(name)} ${number}${written === name ? '' : ` (${code(written)})`}`;
    })
    .join(', ');

/** Where a field stands in XML, and what its items are called. */
export function inXml(name: string, f: AnyField): string {
  const place = {
    element: `<${elementName(name, f)}>`,
    attribute: `@${f.element ?? name}`,
    content: '(text)',
    inline: '',
  }[f.place];
  const item = 'item' in f.type && f.type.item ? `<${f.type.item}>` : '';
  return [place, item]
    .filter((part) => part !== '')
    .map(code)
    .join(' ');
}

const frequency = enumeration(
  { Daily: 1, HalfYearly: 5 },
  { texts: { HalfYearly: 'Half-Yearly' } },
);
const month = wildcard('SpecifiedMonth', integer(1, 12, { digits: 2 }), {
  any: { code: -1, element: 'NonSpecifiedMonth' },
});
/** Of each kind of value one, as the words of the tables call it. */
const EXAMPLES: readonly (readonly [kind: string, type: AnyScalar, value: unknown])[] = [
  ['integer', integer(0, 100), 42],
  ['integer that may pass 2^53', big(0n, 2n ** 64n - 1n), 9_007_199_254_740_993n],
  ['decimal with 3 places', decimal(3, 0, 1_000_000), 1250],
  ['true or false', boolean, true],
  ['one of names', frequency, 'HalfYearly'],
  ['integer or an open name', month, 'any'],
  ['text', text(0, 20), 'SW1A 1AA'],
  ['bytes', bytes(0, 10), Uint8Array.of(1, 2, 255)],
  ['bytes, in XML hexadecimal', hex(0, 10), Uint8Array.of(1, 2, 255)],
  ['EUI-64', eui64, '00-DB-12-34-56-78-90-A0'],
  ['UTC date-time', utcDateTime, 1_894_665_600],
  ['UTC time of day', utcTime, 84_600],
  ['date', date(''), 20_300_115],
];
const hexOf = (octets: Uint8Array) =>
  `h'${Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')}'`;
/** As RFC 8949 §8 writes it. */
const diagnostic = (wire: unknown) =>
  wire instanceof Uint8Array
    ? hexOf(wire)
    : typeof wire === 'string'
      ? JSON.stringify(wire)
      : String(wire);

/** How the same value is written in each format: made by what writes it. */
export function valueTable(): string {
  const rows = EXAMPLES.map(([kind, type, value]) => {
    const open = type.children?.named[value as string];
    const xml = open === undefined ? type.toText(value) : `<${open}/>`;
    return row(
      kind,
      code(xml),
      code(JSON.stringify(toJson(type, value))),
      code(diagnostic(type.toWire(value))),
    );
  });
  return `${heading('value', 'XML', 'JSON', 'CBOR and protobuf')}\n${rows.join('\n')}\n`;
}
