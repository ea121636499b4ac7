/**
 * The JSON form of a value → the value; toJson in json-schema.ts is the other way. As strict as the other
 * formats: an unknown field, a wrong type or a number written as text is refused with its path.
 */
import { Refused, shown, under } from './fault.ts';
import { asText } from './json-schema.ts';
import type { AnyScalar } from './scalar.ts';
import type { AnyField, AnyType, ValueOf } from './words.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The value of what JSON.parse gave. Throws Refused (JSON_REFUSED) with the path of the first thing
 * wrong. Duplicate names are gone by then: whoever parses refuses them.
 */
export const fromJson = <T extends AnyType>(type: T, json: unknown): ValueOf<T> =>
  read(type, json) as ValueOf<T>;

function read(type: AnyType, json: unknown): unknown {
  switch (type.kind) {
    case 'scalar':
      return scalar(type, json);
    case 'list': {
      if (!Array.isArray(json)) return refuse(`expected a list, found ${shown(json)}`);
      count(json.length, type.min, type.max);
      return json.map((part, at) => step(at, type.of, part));
    }
    case 'rows': {
      const entries = Object.entries(objectOf(json));
      count(entries.length, type.min, type.max);
      return Object.fromEntries(
        entries.map(([index, part]) => {
          if (!/^[1-9][0-9]*$/.test(index) || Number(index) > type.lastIndex)
            refuse(`expected index 1 to ${type.lastIndex}, found ${shown(index)}`);
          return [index, step(Number(index), type.of, part)];
        }),
      );
    }
    case 'struct':
      return struct(type.fields, json);
    case 'choice':
      return choice(type.branches, json);
  }
}

function scalar(type: AnyScalar, json: unknown): unknown {
  const value = asText.has(type.word) ? ofText(type, json) : plain(json);
  const reason = value === undefined ? `expected ${type.describe}` : type.check(value);
  return reason ? refuse(`${reason}, found ${shown(json)}`) : value;
}

/** Blanks, which XML collapses, are none of the text here. */
const ofText = (type: AnyScalar, json: unknown): unknown =>
  typeof json === 'string' && !/\s/.test(json) ? type.fromText(json) : undefined;

/** JSON has a minus zero, and no other format does. */
const plain = (json: unknown): unknown =>
  typeof json === 'number' ? json + 0 : (json ?? undefined);

type Fields = Readonly<Record<string, AnyField>>;

function struct(fields: Fields, json: unknown): Json {
  const out = known(fields, objectOf(json));
  for (const [name, { optional }] of Object.entries(fields))
    if (!optional && out[name] === undefined)
      throw new Refused(name, 'is missing', undefined, 'JSON_REFUSED');
  return out;
}

function choice(branches: Fields, json: unknown): Json {
  const out = known(branches, objectOf(json));
  return Object.keys(out).length === 1 ? out : refuse('expected exactly one branch');
}

function known(fields: Fields, json: Json): Json {
  const out: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(json)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) throw new Refused(shownName(name), 'no such field', undefined, 'JSON_REFUSED');
    out[name] = step(name, field.type, part);
  }
  return out;
}

/** Of a name that nobody has chosen with care. */
const shownName = (name: string): string => (/^\w{1,64}$/.test(name) ? name : shown(name));

const objectOf = (json: unknown): Json =>
  isObject(json) ? json : refuse(`expected an object, found ${shown(json)}`);

function count(found: number, min: number, max: number): void {
  if (found < min || found > max) refuse(`expected ${min} to ${max} items, found ${found}`);
}

function step(name: string | number, type: AnyType, json: unknown): unknown {
  try {
    return read(type, json);
  } catch (error) {
    throw under(name, error);
  }
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'JSON_REFUSED');
}
