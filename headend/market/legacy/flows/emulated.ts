/**
 * How the flows are made of which only the purpose is known: one list of entries, whose groups are ours
 * (E01, E02 …) and never look like those of the real flow.
 */
import type { AnyStruct } from '../../../../protocol/definition/words.ts';
import { type AnyGroups, flow, group, SOME, type Syntax } from '../definition.ts';

/** Electricity in lines with pipes, gas in lines with commas. */
export const emulated = <I extends AnyStruct, const C extends AnyGroups>(
  [name, title, syntax]: readonly [name: string, title: string, syntax: Syntax],
  items: I,
  groups: C,
) =>
  flow({
    name,
    version: syntax === 'pipe' ? '901' : '',
    title,
    syntax,
    basis: 'emulated',
    groups: { entries: group('E01', 'One entry', { times: SOME, items, groups }) },
  });
