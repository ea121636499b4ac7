/** XML → value. Reads and checks in one pass; what is not in the definition is refused. */
import { shown } from '../../../protocol/definition/fault.ts';
import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import {
  type AnyField,
  type AnyList,
  type AnyRows,
  type AnyStruct,
  type AnyType,
  elementName,
} from '../../../protocol/definition/words.ts';
import type { XmlCursor } from './xml-cursor.ts';
import { oneCopy } from './xml-names.ts';

type Read = (c: XmlCursor) => unknown;
/** A run of elements in a sequence: which names may begin it, and how it is read. */
type Particle = {
  readonly starts: readonly string[];
  readonly mayBeAbsent: boolean;
  readonly read: Read;
};
type Record_ = Record<string, unknown>;

const SPACE = /^[ \t\r\n]+|[ \t\r\n]+$/g;

function scalarFrom(type: AnyScalar, raw: string, c: XmlCursor, at: number, what = ''): unknown {
  const text =
    type.collapse && (raw.charCodeAt(0) <= 32 || raw.charCodeAt(raw.length - 1) <= 32)
      ? raw.replace(SPACE, '')
      : raw;
  const value = type.fromText(text);
  const reason = value === undefined ? `expected ${type.describe}` : type.check(value);
  if (reason) c.refuse(`${what}${reason}, found ${shown(raw)}`, at);
  return value;
}

/** Reads the element the cursor is at: start tag, content, end tag. */
const elements = new WeakMap<AnyType, Read>();
export function elementReader(type: AnyType): Read {
  let read = elements.get(type);
  if (!read) {
    read = buildElement(type);
    elements.set(type, read);
  }
  return read;
}

function buildElement(type: AnyType): Read {
  switch (type.kind) {
    case 'scalar': {
      if (type.children) return wildcardReader(type);
      return (c) => {
        noAttributes(c);
        const at = c.mark();
        return scalarFrom(type, c.text(), c, at);
      };
    }
    case 'struct':
      return structReader(type.fields);
    case 'list':
      if (type.joined !== undefined) return joinedReader(type, type.joined);
      break;
    case 'choice':
    case 'rows':
      break;
  }
  const particle = contentParticle(type);
  return (c) => {
    noAttributes(c);
    const at = c.mark();
    return c.inside(() => {
      if (c.open && particle.starts.includes(c.name)) return particle.read(c);
      if (c.open)
        c.refuse(
          `unexpected element <${c.name}>, expected ${particle.starts.map((s) => `<${s}>`).join(' or ')}`,
        );
      return particle.mayBeAbsent
        ? particle.read(c)
        : c.refuse(`expected ${particle.starts.map((s) => `<${s}>`).join(' or ')}`, at);
    });
  };
}

function noAttributes(c: XmlCursor): void {
  for (const [name] of c.attributes)
    if (!name.includes(':')) c.refuse(`unexpected attribute ${name}`);
}

function wildcardReader(type: AnyScalar): Read {
  const { specified, named } = type.children as NonNullable<AnyScalar['children']>;
  const open = new Map(Object.entries(named).map(([value, element]) => [element, value]));
  const expected = [specified, ...open.keys()].map((s) => `<${s}>`).join(' or ');
  return (c) => {
    noAttributes(c);
    const outer = c.mark();
    return c.inside(() => {
      if (!c.open) c.refuse(`expected ${expected}`, outer);
      noAttributes(c);
      const at = c.mark();
      if (c.name === specified) return scalarFrom(type, c.text(), c, at);
      const value =
        open.get(c.name) ?? c.refuse(`unexpected element <${c.name}>, expected ${expected}`);
      c.inside(() => undefined);
      return value;
    });
  };
}

function joinedReader(type: AnyList, separator: string): Read {
  const of = type.of as AnyScalar;
  return (c) => {
    noAttributes(c);
    const at = c.mark();
    // One more than may be, so that a text of a million commas makes no million parts.
    const parts = c.text().split(separator, type.max + 1);
    if (parts.length < type.min || parts.length > type.max)
      c.refuse(
        `expected ${type.min} to ${type.max} items, found ${parts.length > type.max ? 'more' : parts.length}`,
        at,
      );
    return parts.map((part) => scalarFrom(of, part, c, at));
  };
}

function structReader(fields: Readonly<Record<string, AnyField>>): Read {
  const entries = Object.entries(fields);
  const attributes = entries
    .filter(([, f]) => f.place === 'attribute')
    .map(([name, f]) => ({ name, xml: f.element ?? name, f }));
  const text = entries.find(([, f]) => f.place === 'content');
  const sequence = sequenceReader(fields);
  return (c) => {
    const out: Record_ = {};
    if (attributes.length > 0 || c.attributes.length > 0) readAttributes(c, attributes, out);
    if (text) {
      const at = c.mark();
      out[text[0]] = scalarFrom(text[1].type as AnyScalar, c.text(), c, at);
      return out;
    }
    const at = c.mark();
    return c.inside(() => sequence(c, out, at));
  };
}

function readAttributes(
  c: XmlCursor,
  known: { name: string; xml: string; f: AnyField }[],
  out: Record_,
): void {
  for (const [name, raw] of c.attributes) {
    const field = known.find((k) => k.xml === name);
    if (field)
      out[field.name] = scalarFrom(
        field.f.type as AnyScalar,
        raw,
        c,
        c.mark(),
        `attribute ${name}: `,
      );
    else if (!name.includes(':')) c.refuse(`unexpected attribute ${name}`);
  }
  for (const { name, xml, f } of known)
    if (!f.optional && out[name] === undefined) c.refuse(`attribute ${xml} is missing`);
}

/** Reads the fields of a struct where they stand, within an element that holds more than them. */
export function contentReader(type: AnyStruct): Read {
  const read = sequenceReader(type.fields);
  return (c) => read(c, {}, c.mark());
}

/** Reads fields in the order they are written, as xs:sequence wants them. */
function sequenceReader(fields: Readonly<Record<string, AnyField>>) {
  const slots = Object.entries(fields)
    .filter(([, f]) => f.place === 'element' || f.place === 'inline')
    .map(([name, f]) => ({
      name,
      optional: f.optional,
      ...slotParticle(name, f),
    }));
  return (c: XmlCursor, out: Record_, outer: number): Record_ => {
    for (const slot of slots) {
      if (c.open && (slot.only ? c.name === slot.only : slot.starts.includes(c.name)))
        out[slot.name] = slot.read(c);
      else if (slot.optional) continue;
      else if (slot.mayBeAbsent) out[slot.name] = slot.read(c);
      else {
        const expected = slot.starts.map((s) => `<${s}>`).join(' or ');
        if (c.open) c.refuse(`unexpected element <${c.name}>, expected ${expected}`);
        c.refuse(`expected ${expected} before the end`, outer);
      }
    }
    return out;
  };
}

/** With the one name that may begin it, if there is but one: nearly always, and fast to compare. */
function slotParticle(name: string, f: AnyField): Particle & { readonly only: string | undefined } {
  const particle = fieldParticle(name, f);
  const { starts } = particle;
  return { ...particle, only: starts.length === 1 ? oneCopy(starts[0] as string) : undefined };
}

function fieldParticle(name: string, f: AnyField): Particle {
  if (f.place === 'inline') return contentParticle(f.type);
  return {
    starts: [elementName(name, f)],
    mayBeAbsent: false,
    read: lateReader(f.type),
  };
}

/** Built at first use: of 129 services most are never read. */
function lateReader(type: AnyType): Read {
  let read: Read | undefined;
  return (c) => {
    read ??= elementReader(type);
    return read(c);
  };
}

function contentParticle(type: AnyType): Particle {
  switch (type.kind) {
    case 'scalar':
      throw new Error('a scalar needs an element');
    case 'list':
      return { starts: [type.item], mayBeAbsent: type.min === 0, read: listReader(type) };
    case 'rows':
      return { starts: [type.item], mayBeAbsent: type.min === 0, read: rowsReader(type) };
    case 'struct': {
      const read = sequenceReader(type.fields);
      const first = Object.entries(type.fields).map(([name, f]) => ({
        f,
        p: fieldParticle(name, f),
      }));
      const stop = first.findIndex(({ f, p }) => !f.optional && !p.mayBeAbsent);
      const starts = first
        .slice(0, stop < 0 ? first.length : stop + 1)
        .flatMap(({ p }) => p.starts);
      return { starts, mayBeAbsent: stop < 0, read: (c) => read(c, {}, c.mark()) };
    }
    case 'choice': {
      const branches = Object.entries(type.branches).map(([name, f]) => ({
        name,
        ...fieldParticle(name, f),
      }));
      const byStart = new Map(branches.flatMap((b) => b.starts.map((s) => [s, b] as const)));
      return {
        starts: [...byStart.keys()],
        mayBeAbsent: false,
        read: (c) => {
          const branch = byStart.get(c.name) as (typeof branches)[number];
          return { [branch.name]: branch.read(c) };
        },
      };
    }
  }
}

function listReader(type: AnyList): Read {
  const item = oneCopy(type.item);
  return (c) => {
    const out: unknown[] = [];
    const read = elementReader(type.of);
    while (c.open && c.name === item) {
      if (out.length === type.max) c.refuse(`more than ${type.max} <${type.item}>`);
      out.push(read(c));
    }
    if (out.length < type.min)
      c.refuse(`expected at least ${type.min} <${type.item}>, found ${out.length}`);
    return out;
  };
}

function rowsReader(type: AnyRows): Read {
  const body =
    type.of.kind === 'scalar'
      ? undefined
      : type.of.kind === 'struct'
        ? sequenceReader(type.of.fields)
        : contentParticle(type.of);
  const item = oneCopy(type.item);
  return (c) => {
    const out: Record<number, unknown> = {};
    let count = 0;
    while (c.open && c.name === item) {
      let index = 0;
      for (const [name, raw] of c.attributes) {
        if (name === 'index') index = /^\s*\+?[0-9]{1,6}\s*$/.test(raw) ? Number(raw) : -1;
        else if (!name.includes(':')) c.refuse(`unexpected attribute ${name}`);
      }
      if (index < 1 || index > type.lastIndex)
        c.refuse(
          index === 0
            ? 'attribute index is missing or 0'
            : `attribute index: expected 1 to ${type.lastIndex}`,
        );
      if (index in out) c.refuse(`index ${index} is given twice`);
      const at = c.mark();
      if (!body) out[index] = scalarFrom(type.of as AnyScalar, c.text(), c, at);
      else if (typeof body === 'function') out[index] = c.inside(() => body(c, {}, at));
      else {
        out[index] = c.inside(() => {
          if (c.open ? !body.starts.includes(c.name) : !body.mayBeAbsent)
            c.refuse(
              `expected ${body.starts.map((s) => `<${s}>`).join(' or ')}`,
              c.open ? undefined : at,
            );
          return body.read(c);
        });
      }
      count += 1;
    }
    if (count < type.min) c.refuse(`expected at least ${type.min} <${type.item}>, found ${count}`);
    return out;
  };
}
