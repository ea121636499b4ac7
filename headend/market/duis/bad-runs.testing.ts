/** For tests: runs of like elements that are too short, too long, or have indexes that are none. */
import type { AnyList, AnyRows, AnyType } from '../../../protocol/definition/words.ts';
import type { Bad } from './bad-documents.testing.ts';
import type { Node } from './xml-tree.testing.ts';

/** Items are made by copying one, so a list of thousands is left out. */
const COPIES_MAX = 400;

/** The lists and rows whose items stand in the element itself. */
function runsOf(type: AnyType): readonly (AnyList | AnyRows)[] {
  if (type.kind === 'scalar') return [];
  if (type.kind === 'list' || type.kind === 'rows') return [type];
  const fields = Object.values(type.kind === 'struct' ? type.fields : type.branches);
  return fields.filter(({ place }) => place === 'inline').flatMap((field) => runsOf(field.type));
}

/** Of a run of like elements: one fewer than must be, one more than may be, and an index that is none. */
export function* badCounts(type: AnyType, one: Node, place: string): Generator<Bad> {
  for (const run of runsOf(type)) {
    const items = one.children.filter(({ name }) => name === run.item);
    const [first] = items;
    if (!first) continue;
    const here = `${place}/${run.item}`;
    const from = one.children.indexOf(first);
    if (run.min > 1)
      yield {
        kind: 'too few',
        place: here,
        spoil: () => {
          one.children.splice(from, items.length - run.min + 1);
          return one.children[from + run.min - 1] ?? one;
        },
      };
    if (run.kind === 'rows') yield* badIndexes(run.lastIndex, items, here);
    else if (run.max <= COPIES_MAX)
      yield {
        kind: 'too many',
        place: here,
        spoil: () => {
          const copies = Array.from({ length: run.max + 1 }, () => structuredClone(first));
          one.children.splice(from, items.length, ...copies);
          return copies.at(-1) as Node;
        },
      };
  }
}

function* badIndexes(lastIndex: number, items: readonly Node[], place: string): Generator<Bad> {
  const set = (row: Node, index: string | undefined) => {
    row.attributes = row.attributes.filter(([key]) => key !== 'index');
    if (index !== undefined) row.attributes.push(['index', index]);
    return row;
  };
  const [first, second] = items as [Node, Node | undefined];
  const index = first.attributes.find(([key]) => key === 'index')?.[1];
  for (const wrong of ['0', String(lastIndex + 1), 'one'])
    yield { kind: 'out of range', place: `${place} ${wrong}`, spoil: () => set(first, wrong) };
  yield { kind: 'missing attribute', place, spoil: () => set(first, undefined) };
  if (second) yield { kind: 'element twice', place, spoil: () => set(second, index) };
}
