/** The composite words: what a service is defined in. Definitions are plain data with a type. */
import type { AnyScalar } from './scalar.ts';

export type { Mode, Role, Service } from './service.ts';

declare const value: unique symbol;
/** Carries the TypeScript type of a value; nothing at run time. */
export interface Type<T> {
  readonly [value]?: T;
}
export type ValueOf<T> = T extends { readonly [value]?: infer V } ? V : never;

export type AnyType = AnyScalar | AnyStruct | AnyChoice | AnyList | AnyRows;
export interface AnyStruct {
  readonly kind: 'struct';
  readonly name?: string;
  readonly fields: Readonly<Record<string, AnyField>>;
  readonly retired?: readonly number[];
}
export interface AnyChoice {
  readonly kind: 'choice';
  readonly name?: string;
  readonly branches: Readonly<Record<string, AnyField>>;
  readonly retired?: readonly number[];
}
export interface AnyList {
  readonly kind: 'list';
  readonly item: string;
  readonly of: AnyType;
  readonly min: number;
  readonly max: number;
  readonly joined?: string;
}
export interface AnyRows {
  readonly kind: 'rows';
  readonly item: string;
  readonly of: AnyType;
  readonly min: number;
  readonly max: number;
  readonly lastIndex: number;
}
export type Place = 'element' | 'attribute' | 'inline' | 'content';
export interface AnyField {
  readonly key: number;
  readonly type: AnyType;
  readonly optional: boolean;
  readonly doc: string;
  readonly place: Place;
  readonly element?: string;
}
export type Field<T, O extends boolean> = AnyField & Type<T> & { readonly optional: O };
type Fields = Readonly<Record<string, AnyField>>;

type OptionalName<F> = { [K in keyof F]: F[K] extends { optional: true } ? K : never }[keyof F];
type StructValue<F> = { [K in keyof F as K extends OptionalName<F> ? never : K]: ValueOf<F[K]> } & {
  [K in OptionalName<F>]?: ValueOf<F[K]>;
} extends infer V
  ? { [K in keyof V]: V[K] }
  : never;
/** Exactly one branch: `{ electricity: … }` or `{ gas: … }`; the others may not even be there. */
type ChoiceValue<B> = {
  [K in keyof B]: { [P in K]: ValueOf<B[K]> } & {
    [P in Exclude<keyof B, K>]?: never;
  } extends infer V
    ? { [P in keyof V]: V[P] }
    : never;
}[keyof B];

type Options = { element?: string };
const field = (
  key: number,
  type: AnyType,
  optional: boolean,
  doc: string,
  place: Place,
  options?: Options,
): AnyField => ({
  key,
  type,
  optional,
  doc,
  place,
  ...options,
});

/** An element that must be there. Its name is the field's with a capital, unless given. */
export const required = <T extends AnyType>(key: number, type: T, doc: string, options?: Options) =>
  field(key, type, false, doc, 'element', options) as Field<ValueOf<T>, false>;
export const optional = <T extends AnyType>(key: number, type: T, doc: string, options?: Options) =>
  field(key, type, true, doc, 'element', options) as Field<ValueOf<T>, true>;
/** No element of its own: a list's items, a choice's branch or a struct's fields stand in the parent. */
export const inline = <T extends AnyType>(key: number, type: T, doc: string) =>
  field(key, type, false, doc, 'inline') as Field<ValueOf<T>, false>;
export const optionalInline = <T extends AnyType>(key: number, type: T, doc: string) =>
  field(key, type, true, doc, 'inline') as Field<ValueOf<T>, true>;
export const attribute = <T extends AnyScalar>(
  key: number,
  type: T,
  doc: string,
  options?: Options,
) => field(key, type, false, doc, 'attribute', options) as Field<ValueOf<T>, false>;
export const optionalAttribute = <T extends AnyScalar>(
  key: number,
  type: T,
  doc: string,
  options?: Options,
) => field(key, type, true, doc, 'attribute', options) as Field<ValueOf<T>, true>;
/** The text of an element that also has attributes. */
export const content = <T extends AnyScalar>(key: number, type: T, doc: string) =>
  field(key, type, false, doc, 'content') as Field<ValueOf<T>, false>;

/** Keys are protobuf field numbers too, so 19000 to 19999, which protobuf keeps for itself, are out. */
function unique(fields: Fields, what: string, retired: readonly number[] = []): void {
  const keys = Object.values(fields).map((f) => f.key);
  for (const key of keys) {
    const inProtobuf = key >= 1 && key < 2 ** 29 && !(key >= 19_000 && key <= 19_999);
    if (!Number.isInteger(key) || !inProtobuf) throw new Error(`${what}: key ${key}`);
    if (retired.includes(key)) throw new Error(`${what}: key ${key} is retired`);
  }
  if (new Set(keys).size !== keys.length) throw new Error(`${what}: a key is used twice`);
}

type Extra = { readonly retired?: readonly number[] };
/** Only what is there: a type without a name has no property of that name. */
const extras = (name: string | undefined, { retired = [] }: Extra) => ({
  ...(name ? { name } : {}),
  ...(retired.length ? { retired } : {}),
});

/** Fields in the order of the XML. `retired`: keys once used, which may mean nothing else for ever. */
export function struct<F extends Fields>(
  fields: F,
  name?: string,
  extra: Extra = {},
): AnyStruct & Type<StructValue<F>> {
  unique(fields, name ?? 'struct', extra.retired);
  return { kind: 'struct', fields, ...extras(name, extra) };
}
/**
 * The same elements, none of which must be there: what an answer makes of the shape of a request.
 * Throws on a field without an element of its own: empty and absent would be the same text.
 */
export function partial<T>(type: AnyStruct & Type<T>, name?: string): AnyStruct & Type<Partial<T>> {
  const fields = Object.entries(type.fields).map(([of, f]) => {
    if (f.place !== 'element') throw new Error(`${of} is no element, and cannot be left out`);
    return [of, { ...f, optional: true }] as const;
  });
  return struct(Object.fromEntries(fields), name, type) as AnyStruct & Type<Partial<T>>;
}
/** Exactly one of the branches. */
export function choice<B extends Fields>(
  branches: B,
  name?: string,
  extra: Extra = {},
): AnyChoice & Type<ChoiceValue<B>> {
  unique(branches, name ?? 'choice', extra.retired);
  return { kind: 'choice', branches, ...extras(name, extra) };
}
/** `item` elements, at least `min`, at most `max`, in order. */
export const list = <T extends AnyType>(
  item: string,
  of: T,
  min: number,
  max: number,
): AnyList & Type<readonly ValueOf<T>[]> => ({
  kind: 'list',
  item,
  of,
  min,
  max,
});
/** A list written as one text with a separator: "A,B,C". */
export const joined = <T extends AnyScalar>(
  separator: string,
  of: T,
  min: number,
  max: number,
): AnyList & Type<readonly ValueOf<T>[]> => ({
  kind: 'list',
  item: '',
  of,
  min,
  max,
  joined: separator,
});
/** `item` elements told apart by their index attribute, 1 to `lastIndex`; at least `min` of them. */
export const rows = <T extends AnyType>(
  item: string,
  of: T,
  lastIndex: number,
  min = 1,
): AnyRows & Type<Readonly<Record<number, ValueOf<T>>>> => ({
  kind: 'rows',
  item,
  of,
  min,
  max: lastIndex,
  lastIndex,
});
export const empty = struct({}, 'Empty');

/** Electricity or gas: one service, two shapes. The keys are the same everywhere. */
export const fuel = <E extends AnyType, G extends AnyType>(
  electricity: [string, E],
  gas: [string, G],
) =>
  choice({
    electricity: required(1, electricity[1], 'For an electricity meter.', {
      element: electricity[0],
    }),
    gas: required(2, gas[1], 'For a gas meter.', { element: gas[0] }),
  });

export const upperCamel = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
export const elementName = (name: string, f: AnyField) => f.element ?? upperCamel(name);
