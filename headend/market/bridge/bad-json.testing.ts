/** For tests: every way in which a message in JSON differs from its definition in one place, with the path of it. */
import { asText, toJson } from '../../../protocol/definition/json-schema.ts';
import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import type {
  AnyChoice,
  AnyField,
  AnyStruct,
  AnyType,
} from '../../../protocol/definition/words.ts';
import { beyond } from '../bad-scalars.testing.ts';

export type Json = Record<string, unknown>;
export type BadJson = {
  readonly kind: string;
  /** Of the definition, without numbers. */
  readonly place: string;
  /** What a reader must name. */
  readonly path: string;
  /** Gives what undoes it. */
  spoil(): () => void;
};
/** Where a value stands: it is put into what holds it. */
type Spot = {
  readonly holder: Json;
  readonly name: string;
  readonly path: string;
  readonly place: string;
};

const COPIES_MAX = 400;

const inside = (spot: Spot, holder: unknown, name: string, step = `.${name}`): Spot => ({
  holder: holder as Json,
  name,
  path: `${spot.path}${step}`,
  place: `${spot.place}.${step.startsWith('[') ? 'item' : name}`,
});

const undoable = (target: Json, change: () => void) => () => {
  const before = { ...target };
  change();
  return () => {
    for (const name of Object.keys(target)) if (!(name in before)) delete target[name];
    Object.assign(target, before);
  };
};

/** All that can be spoilt of the value at the spot, and of what is inside it. */
export function* badJson(type: AnyType, spot: Spot): Generator<BadJson> {
  const { holder, name, path, place } = spot;
  const bad = (kind: string, value: unknown, at = ''): BadJson => ({
    kind,
    path,
    place: place + at,
    spoil: undoable(holder, () => {
      holder[name] = value;
    }),
  });
  yield bad('null', null);
  yield bad('of another type', type.kind === 'scalar' ? {} : 'text');
  switch (type.kind) {
    case 'scalar':
      for (const [at, value] of beyondJson(type).entries())
        yield bad('out of range', value, ` ${at}`);
      // A number as text is none, and text as a number neither; where both may be, neither is wrong.
      if (type.word !== 'wildcard')
        yield bad('of another type', typeof holder[name] === 'number' ? '1' : 1, ' 1');
      return;
    case 'list':
      yield* badList(type, spot, bad);
      return;
    case 'rows': {
      const rows = holder[name] as Json;
      const [index = '1'] = Object.keys(rows);
      yield bad('out of range', { ...rows, [type.lastIndex + 1]: rows[index] });
      yield bad('out of range', { '0': rows[index] }, ' 0');
      for (const row of Object.keys(rows))
        yield* badJson(type.of, inside(spot, rows, row, `[${row}]`));
      return;
    }
    default:
      yield* badObject(type, spot);
  }
}

function* badList(
  type: Extract<AnyType, { kind: 'list' }>,
  spot: Spot,
  bad: (kind: string, value: unknown) => BadJson,
): Generator<BadJson> {
  const items = spot.holder[spot.name] as unknown[];
  if (type.min > 0) yield bad('too few', items.slice(0, type.min - 1));
  if (items.length > 0 && type.max <= COPIES_MAX)
    yield bad('too many', Array(type.max + 1).fill(items[0]));
  for (const at of items.keys())
    yield* badJson(type.of, inside(spot, items, String(at), `[${at}]`));
}

function* badObject(type: AnyStruct | AnyChoice, spot: Spot): Generator<BadJson> {
  const json = spot.holder[spot.name] as Json;
  const fields = type.kind === 'struct' ? type.fields : type.branches;
  const change = (kind: string, path: string, change: () => void, at = ''): BadJson => ({
    kind,
    path,
    place: spot.place + at,
    spoil: undoable(json, change),
  });
  yield change('unknown field', `${spot.path}.noSuchField`, () => {
    json['noSuchField'] = 1;
  });
  for (const [name, field] of Object.entries(fields)) {
    if (json[name] === undefined) continue;
    yield* badJson(field.type, inside(spot, json, name));
    const remove = () => {
      delete json[name];
    };
    if (type.kind === 'choice') yield change('no branch', spot.path, remove, ` ${name}`);
    else if (!field.optional)
      yield change('missing field', `${spot.path}.${name}`, remove, ` ${name}`);
  }
  const other = type.kind === 'choice' ? emptyBranch(fields, json) : undefined;
  if (other)
    yield change('two branches', spot.path, () => {
      json[other[0]] = other[1];
    });
}

/** Another branch that may be as good as empty. */
function emptyBranch(fields: Readonly<Record<string, AnyField>>, json: Json) {
  for (const [name, { type }] of Object.entries(fields)) {
    if (json[name] !== undefined) continue;
    if (type.kind === 'struct' && Object.values(type.fields).every(({ optional }) => optional))
      return [name, {}] as const;
    if (type.kind === 'scalar' && type.word === 'bytes' && Number(type.min) <= 1)
      return [name, toJson(type, new Uint8Array(1))] as const;
    if (type.kind === 'scalar' && type.word === 'integer') return [name, type.min] as const;
  }
  return undefined;
}

function beyondJson(type: AnyScalar): readonly unknown[] {
  if (asText.has(type.word)) return beyond(type);
  const { min, max } = type;
  switch (type.word) {
    case 'integer':
    case 'decimal':
      return [Number(min) - 1, Number(max) + 1, Number(min) + 0.5];
    case 'wildcard':
      return [Number(max) + 1, 'NoSuchWord'];
    case 'enumeration':
      return ['NoSuchWord', ''];
    case 'text':
      return beyond(type);
    default:
      return [];
  }
}
