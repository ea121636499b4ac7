/** Value → XML, without whitespace, in the order of the definition. */
import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import { type AnyField, type AnyType, elementName } from '../../../protocol/definition/words.ts';

type Write = (value: unknown) => string;
type Values = Readonly<Record<string, unknown>>;

const escaped = (text: string) =>
  /[&<>"]/.test(text)
    ? text
        .replace(/&/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/>/g, '&gt;')
        .replace(/"/g, '&quot;')
    : text;
const scalarText = (type: AnyScalar): Write =>
  type.wire === 'text' ? (value) => escaped(type.toText(value)) : (value) => type.toText(value);

const cache = new WeakMap<AnyType, Map<string, Write>>();
/** Writes `<prefix:name>…</prefix:name>`. */
export function elementWriter(type: AnyType, name: string, prefix: string): Write {
  const tag = prefix ? `${prefix}:${name}` : name;
  const known = cache.get(type) ?? new Map<string, Write>();
  cache.set(type, known);
  let write = known.get(tag);
  if (!write) {
    write = build(type, tag, prefix);
    known.set(tag, write);
  }
  return write;
}

function build(type: AnyType, tag: string, prefix: string): Write {
  const start = `<${tag}>`;
  const end = `</${tag}>`;
  if (type.kind === 'scalar' && type.children) {
    const { specified, named } = type.children;
    return (value) =>
      typeof value === 'string'
        ? `${start}<${prefix}:${named[value]}/>${end}`
        : `${start}<${prefix}:${specified}>${type.toText(value)}</${prefix}:${specified}>${end}`;
  }
  const attributes = type.kind === 'struct' ? attributesWriter(type.fields) : undefined;
  const body = contentWriter(type, prefix);
  if (!attributes) return (value) => start + body(value) + end;
  return (value) => `<${tag}${attributes(value as Values)}>${body(value)}${end}`;
}

function attributesWriter(
  fields: Readonly<Record<string, AnyField>>,
): ((value: Values) => string) | undefined {
  const attributes = Object.entries(fields).filter(([, f]) => f.place === 'attribute');
  if (attributes.length === 0) return undefined;
  const parts = attributes.map(([name, f]) => ({
    name,
    xml: f.element ?? name,
    text: scalarText(f.type as AnyScalar),
  }));
  return (value) => {
    let out = '';
    for (const { name, xml, text } of parts)
      if (value[name] !== undefined) out += ` ${xml}="${text(value[name])}"`;
    return out;
  };
}

/** What stands between the tags; also what an inline field adds to its parent. */
function contentWriter(type: AnyType, prefix: string): Write {
  switch (type.kind) {
    case 'scalar':
      return scalarText(type);
    case 'struct': {
      const parts = Object.entries(type.fields)
        .filter(([, f]) => f.place !== 'attribute')
        .map(([name, f]) => [name, fieldWriter(name, f, prefix)] as const);
      return (value) => {
        let out = '';
        for (const [name, write] of parts) {
          const part = (value as Values)[name];
          if (part !== undefined) out += write(part);
        }
        return out;
      };
    }
    case 'choice': {
      const branches = new Map(
        Object.entries(type.branches).map(([name, f]) => [name, fieldWriter(name, f, prefix)]),
      );
      return (value) => {
        for (const name in value as Values) {
          const part = (value as Values)[name];
          if (part !== undefined) return (branches.get(name) as Write)(part);
        }
        return '';
      };
    }
    case 'list': {
      if (type.joined !== undefined) {
        const text = scalarText(type.of as AnyScalar);
        return (value) => (value as unknown[]).map(text).join(type.joined);
      }
      const item = elementWriter(type.of, type.item, prefix);
      return (value) => {
        let out = '';
        for (const part of value as unknown[]) out += item(part);
        return out;
      };
    }
    case 'rows': {
      const start = `<${prefix}:${type.item} index="`;
      const end = `</${prefix}:${type.item}>`;
      const body = contentWriter(type.of, prefix);
      return (value) => {
        let out = '';
        for (const index in value as Values)
          out += `${start}${index}">${body((value as Values)[index])}${end}`;
        return out;
      };
    }
  }
}

function fieldWriter(name: string, f: AnyField, prefix: string): Write {
  return f.place === 'element'
    ? elementWriter(f.type, elementName(name, f), prefix)
    : contentWriter(f.type, prefix);
}
