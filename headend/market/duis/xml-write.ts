/**
 * Value → XML in the form that exclusive canonicalisation leaves as it is (Exclusive XML
 * Canonicalization 1.0 over Canonical XML 1.0): no whitespace, no empty-element tags, attributes
 * in order of name, a namespace declared where it is first used. What is written is what is signed.
 */
import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import {
  type AnyChoice,
  type AnyField,
  type AnyList,
  type AnyRows,
  type AnyStruct,
  type AnyType,
  elementName,
} from '../../../protocol/definition/words.ts';

type Write = (value: unknown) => string;
type Values = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, AnyField>>;

/** How the elements of a namespace are named. */
export type Names = {
  readonly prefix: string;
  /** ` xmlns:ra="…"` where no element around these uses the namespace; else empty. */
  readonly declaration: string;
};
export const declaration = (prefix: string, uri: string): string => ` xmlns:${prefix}="${uri}"`;

/** As canonical form writes text. */
export const inText = (text: string) =>
  /[&<>\r]/.test(text)
    ? text
        .replace(/&/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/>/g, '&gt;')
        .replace(/\r/g, '&#xD;')
    : text;
/** As canonical form writes the value of an attribute. */
export const inAttribute = (text: string) =>
  /[&<"\t\n\r]/.test(text)
    ? text
        .replace(/&/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/"/g, '&quot;')
        .replace(/\t/g, '&#x9;')
        .replace(/\n/g, '&#xA;')
        .replace(/\r/g, '&#xD;')
    : text;

/** Numbers, dates and codes have no character that needs escaping; enumeration texts and text may. */
const scalarWriter = (type: AnyScalar, escaped: (text: string) => string): Write =>
  type.wire === 'text' || type.word === 'enumeration'
    ? (value) => escaped(type.toText(value))
    : (value) => type.toText(value);

const cache = new WeakMap<AnyType, Map<string, Write>>();
/** Writes `<prefix:name>…</prefix:name>`, declaring the namespace on it if the names say so. */
export function elementWriter(type: AnyType, name: string, names: Names): Write {
  const key = `${names.prefix}:${name}${names.declaration}`;
  const known = cache.get(type) ?? new Map<string, Write>();
  cache.set(type, known);
  let write = known.get(key);
  if (!write) {
    write = build(type, name, names);
    known.set(key, write);
  }
  return write;
}

function build(type: AnyType, name: string, names: Names): Write {
  const { prefix } = names;
  const begin = `<${prefix}:${name}${names.declaration}`;
  const end = `</${prefix}:${name}>`;
  if (type.kind === 'scalar' && type.children) {
    const { specified, named } = type.children;
    return (value) => {
      const child = `${prefix}:${typeof value === 'string' ? named[value] : specified}`;
      const text = typeof value === 'string' ? '' : type.toText(value);
      return `${begin}><${child}>${text}</${child}>${end}`;
    };
  }
  const body = contentWriter(type, { prefix, declaration: '' });
  const attributes = type.kind === 'struct' ? attributesWriter(type.fields) : undefined;
  if (!attributes) return (value) => `${begin}>${body(value)}${end}`;
  return (value) => `${begin}${attributes(value as Values)}>${body(value)}${end}`;
}

function attributesWriter(fields: Fields): ((value: Values) => string) | undefined {
  const parts = Object.entries(fields)
    .filter(([, f]) => f.place === 'attribute')
    .map(([name, f]) => ({
      name,
      xml: f.element ?? name,
      text: scalarWriter(f.type as AnyScalar, inAttribute),
    }))
    .sort((a, b) => (a.xml < b.xml ? -1 : 1));
  if (parts.length === 0) return undefined;
  return (value) => {
    let out = '';
    for (const { name, xml, text } of parts)
      if (value[name] !== undefined) out += ` ${xml}="${text(value[name])}"`;
    return out;
  };
}

/** What stands between the tags; also what an inline field adds to its parent. */
export function contentWriter(type: AnyType, names: Names): Write {
  switch (type.kind) {
    case 'scalar':
      return scalarWriter(type, inText);
    case 'struct':
      return structWriter(type, names);
    case 'choice':
      return choiceWriter(type, names);
    case 'list':
      return listWriter(type, names);
    case 'rows':
      return rowsWriter(type, names);
  }
}

function structWriter(type: AnyStruct, names: Names): Write {
  const parts = Object.entries(type.fields)
    .filter(([, f]) => f.place !== 'attribute')
    .map(([name, f]) => [name, fieldWriter(name, f, names)] as const);
  return (value) => {
    let out = '';
    for (const [name, write] of parts) {
      const part = (value as Values)[name];
      if (part !== undefined) out += write(part);
    }
    return out;
  };
}

function choiceWriter(type: AnyChoice, names: Names): Write {
  const branches = new Map(
    Object.entries(type.branches).map(([name, f]) => [name, fieldWriter(name, f, names)]),
  );
  return (value) => {
    for (const name in value as Values) {
      const part = (value as Values)[name];
      if (part !== undefined) return (branches.get(name) as Write)(part);
    }
    return '';
  };
}

function listWriter(type: AnyList, names: Names): Write {
  if (type.joined !== undefined) {
    const text = scalarWriter(type.of as AnyScalar, inText);
    return (value) => (value as unknown[]).map(text).join(type.joined);
  }
  const item = elementWriter(type.of, type.item, names);
  return (value) => {
    let out = '';
    for (const part of value as unknown[]) out += item(part);
    return out;
  };
}

function rowsWriter(type: AnyRows, names: Names): Write {
  const { prefix } = names;
  const start = `<${prefix}:${type.item}${names.declaration} index="`;
  const end = `</${prefix}:${type.item}>`;
  const body = contentWriter(type.of, { prefix, declaration: '' });
  return (value) => {
    let out = '';
    for (const index in value as Values)
      out += `${start}${index}">${body((value as Values)[index])}${end}`;
    return out;
  };
}

function fieldWriter(name: string, f: AnyField, names: Names): Write {
  return f.place === 'element'
    ? elementWriter(f.type, elementName(name, f), names)
    : contentWriter(f.type, names);
}
