/**
 * The words of a legacy flow. Each line of a file is a group, told by its identifier; groups lie within
 * groups, and the items of a line stand in the order of their keys.
 */
import type { AnyStruct, ValueOf } from '../../../protocol/definition/words.ts';

export interface AnyGroup {
  /** The first field of its lines. */
  readonly id: string;
  readonly doc: string;
  /** Keys are places on the line, from 1. */
  readonly items: AnyStruct;
  readonly min: number;
  readonly max: number;
  /** By the name of the list in the value; in the order of the file. */
  readonly groups: AnyGroups;
}
export type AnyGroups = Readonly<Record<string, AnyGroup>>;

export type GroupsValue<C> = { readonly [K in keyof C]: readonly GroupValue<C[K]>[] };
export type GroupValue<G> = G extends { readonly items: infer I; readonly groups: infer C }
  ? ValueOf<I> & GroupsValue<C>
  : never;

/** An index of any name beside the names that are there would let every name be read. */
type Group<I, C> = Omit<AnyGroup, 'items' | 'groups'> & { readonly items: I; readonly groups: C };
type Flow<C> = Omit<AnyFlow, 'groups'> & { readonly groups: C };

type Times = { readonly min: number; readonly max: number };
/** How often a group may come within the one above it. */
export const ONCE: Times = { min: 1, max: 1 };
export const MAYBE: Times = { min: 0, max: 1 };
export const SOME: Times = { min: 1, max: 100_000 };
export const ANY: Times = { min: 0, max: 100_000 };

/** Throws Error where keys are not 1, 2, 3 …: an item would have no place on the line. */
export function group<I extends AnyStruct, C extends AnyGroups>(
  id: string,
  doc: string,
  { times, items, groups }: { readonly times: Times; readonly items: I; readonly groups: C },
): Group<I, C> {
  const keys = Object.values(items.fields).map(({ key }) => key);
  if (keys.some((key, at) => key !== at + 1)) throw new Error(`${id}: items are not in order`);
  return { id, doc, ...times, items, groups };
}

/** What is known of the real flow: all that is needed, or its purpose alone, the groups being our own. */
export type Basis = 'exact' | 'emulated';
/** DTN-style lines, or the comma-separated lines that gas uses. */
export type Syntax = 'pipe' | 'comma';

export interface AnyFlow {
  /** As the data transfer catalogue calls it: D0010; of gas, the file type: CNF. */
  readonly name: string;
  /** Three digits, part of the name in the header of DTN files. */
  readonly version: string;
  readonly title: string;
  readonly syntax: Syntax;
  readonly basis: Basis;
  readonly groups: AnyGroups;
}
export type FlowValue<F> = F extends { readonly groups: infer C } ? GroupsValue<C> : never;

export const flow = <const C extends AnyGroups>(definition: Flow<C>): Flow<C> => definition;
