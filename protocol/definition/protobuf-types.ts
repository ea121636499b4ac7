/** Definition → protobuf types, as protobufjs reflection. Every scalar is `optional`; see `presence`. */
import protobuf from 'protobufjs';
import type { AnyScalar } from './scalar.ts';
import { type AnyField, type AnyType, upperCamel } from './words.ts';

type Space = protobuf.NamespaceBase;
/** What stands at the root under a shared name, so that no two shapes take the same. */
type Shared = { readonly root: protobuf.Root; readonly shapes: Map<string, AnyType> };

export function scalarType(type: AnyScalar): string {
  if (type.wire === 'boolean') return 'bool';
  if (type.wire === 'text') return 'string';
  if (type.wire === 'bytes') return 'bytes';
  const min = BigInt(type.min ?? 0);
  const max = BigInt(type.max ?? 0);
  if (min >= 0n) return max < 2n ** 32n ? 'uint32' : 'uint64';
  return min >= -(2n ** 31n) && max < 2n ** 31n ? 'sint32' : 'sint64';
}

const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

/** An enum in the scope of its message. proto3 wants a zero, which no code is. */
function enumType(type: AnyScalar, hint: string, space: Space): string {
  if (space.get(hint)) return hint;
  const prefix = snake(hint);
  const values: Record<string, number> = { [`${prefix}_UNSPECIFIED`]: 0 };
  for (const [name, code] of Object.entries(type.codes ?? {}))
    values[`${prefix}_${snake(name).replace(/[^A-Z0-9]+/g, '_')}`] = code;
  space.add(new protobuf.Enum(hint, values));
  return hint;
}

/** Adds what a field's type needs to the namespace, and gives its name there. */
function typeName(type: AnyType, hint: string, space: Space, shared: Shared): string {
  if (type.kind !== 'scalar') return message(type, hint, space, shared);
  return type.word === 'enumeration' ? enumType(type, hint, space) : scalarType(type);
}

function message(type: AnyType, hint: string, space: Space, shared: Shared): string {
  if (type.kind !== 'struct' && type.kind !== 'choice')
    throw new Error('a list or rows is a field, not a message');
  const home = type.name ? shared.root : space;
  const name = type.name ?? hint;
  const known = type.name ? shared.shapes.get(name) : undefined;
  if (known && known !== type) throw new Error(`two shapes are named ${name}`);
  if (known) return name;
  if (type.name) shared.shapes.set(name, type);
  const made = new protobuf.Type(name);
  home.add(made);
  addFields(made, type, shared);
  if (type.retired) made.reserved = [...type.retired].map((key) => [key, key]);
  return name;
}

function addFields(
  made: protobuf.Type,
  type: Extract<AnyType, { kind: 'struct' | 'choice' }>,
  shared: Shared,
): void {
  const oneOf = type.kind === 'choice';
  const fields = oneOf ? type.branches : type.fields;
  for (const [name, f] of Object.entries(fields))
    addField(made, name, oneOf || f.optional ? { ...f, type: wrapped(f.type) } : f, shared);
  if (oneOf) made.add(new protobuf.OneOf('value', Object.keys(fields)));
  else presence(made, fields);
}

function addField(made: protobuf.Type, name: string, f: AnyField, shared: Shared): void {
  const { type, key } = f;
  const hint = upperCamel(name);
  const of = type.kind === 'list' || type.kind === 'rows' ? wrapped(type.of) : type;
  const inner = typeName(of, hint, made, shared);
  if (type.kind === 'list') made.add(new protobuf.Field(name, key, inner, 'repeated'));
  else if (type.kind === 'rows') made.add(new protobuf.MapField(name, key, 'uint32', inner));
  else made.add(new protobuf.Field(name, key, inner));
}

/**
 * protobuf has no list of lists, no map of maps and no repeated field in a oneof, and cannot tell an
 * empty list from an absent one: in these places the list gets a message of one field.
 */
const wraps = new WeakMap<AnyType, AnyType>();
export function wrapped(type: AnyType): AnyType {
  if (type.kind !== 'list' && type.kind !== 'rows') return type;
  const made: AnyType = wraps.get(type) ?? {
    kind: 'struct',
    fields: { rows: { key: 1, type, optional: false, doc: '', place: 'inline' } },
  };
  wraps.set(type, made);
  return made;
}

/** proto3's `optional`, a oneof of one: else a missing number reads as 0. */
function presence(made: protobuf.Type, fields: Readonly<Record<string, AnyField>>): void {
  for (const [name, f] of Object.entries(fields)) {
    if (f.type.kind !== 'scalar') continue;
    (made.get(name) as protobuf.Field).options = { proto3_optional: true };
    made.add(new protobuf.OneOf(`_${name}`, [name]));
  }
}

/** The type under another name, or the first it has: how a message of the root gets its own. */
export const named = <T extends AnyType>(name: string, type: T): T => ({ ...type, name });

/** One root for a set of named types: [name, struct or choice]. */
export function protobufRoot(types: readonly (readonly [string, AnyType])[]): protobuf.Root {
  const shared: Shared = { root: new protobuf.Root(), shapes: new Map() };
  for (const [name, type] of types)
    message(
      type.kind === 'scalar' || ('name' in type && type.name === name) ? type : named(name, type),
      name,
      shared.root,
      shared,
    );
  shared.root.resolveAll();
  return shared.root;
}
