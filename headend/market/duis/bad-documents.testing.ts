/**
 * For tests: every way in which a document differs from its definition in one place, with the element a
 * reader must name. The place is found by walking the definition and the document side by side.
 */
import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import type { AnyField, AnyType } from '../../../protocol/definition/words.ts';
import { beyond, wrongForm } from '../bad-scalars.testing.ts';
import { badCounts } from './bad-runs.testing.ts';
import { type Slot, slotsOf } from './element-slots.testing.ts';
import { type Node, node } from './xml-tree.testing.ts';

export const BAD_KINDS = [
  'missing element',
  'missing attribute',
  'wrong form',
  'out of range',
  'too few',
  'too many',
  'unknown element',
  'unknown attribute',
  'element twice',
  'wrong order',
  'wrong namespace',
  'text between elements',
  'element in text',
] as const;
export type BadKind = (typeof BAD_KINDS)[number];
export type Bad = {
  readonly kind: BadKind;
  /** Of the definition, without numbers: the same place in every document. */
  readonly place: string;
  /** Spoils the tree; gives the node that is to be named. */
  spoil(): Node;
};

/** All that can be spoilt in the element, and in what is inside it. */
export function* badDocuments(type: AnyType, one: Node, place: string): Generator<Bad> {
  const bad = (kind: BadKind, spoil: () => Node): Bad => ({ kind, place, spoil });
  yield bad('unknown attribute', () => {
    one.attributes.push(['noSuch', '1']);
    return one;
  });
  yield bad('wrong namespace', () => {
    one.namespace = 'urn:other';
    return one;
  });
  if (type.kind === 'scalar') yield* badScalar(type, one, place);
  else if (type.kind === 'list' && type.joined !== undefined)
    yield bad('too many', () => {
      one.text = Array(type.max + 1)
        .fill(one.text.split(type.joined as string)[0])
        .join(type.joined);
      return one;
    });
  else yield* badContent(type, one, place);
}

function* badScalar(type: AnyScalar, one: Node, place: string): Generator<Bad> {
  const [inner] = one.children;
  const unknown = () => {
    const added = node('NoSuchElement');
    one.children = [added];
    return added;
  };
  yield { kind: type.children ? 'unknown element' : 'element in text', place, spoil: unknown };
  const text = wrongForm(type);
  if (type.children) {
    if (inner?.name === type.children.specified)
      yield* badText('out of range', inner, place, [String(BigInt(type.max ?? 0) + 1n)]);
    return;
  }
  if (text !== undefined) yield* badText('wrong form', one, place, [text]);
  yield* badText('out of range', one, place, beyond(type));
}

function* badText(kind: BadKind, one: Node, place: string, texts: readonly string[]) {
  for (const [at, text] of texts.entries())
    yield {
      kind,
      place: at === 0 ? place : `${place} ${at}`,
      spoil: () => {
        one.text = text;
        return one;
      },
    };
}

function* badContent(type: AnyType, one: Node, place: string): Generator<Bad> {
  const content =
    type.kind === 'struct' && Object.values(type.fields).find((f) => f.place === 'content');
  if (type.kind === 'struct') yield* badAttributes(type.fields, one, place);
  if (content) {
    const text = wrongForm(content.type as AnyScalar);
    if (text !== undefined) yield* badText('wrong form', one, place, [text]);
    return;
  }
  yield* badAdditions(one, place);
  const slots = slotsOf(type);
  for (const [at, child] of one.children.entries()) {
    const slot = slots.get(child.name);
    if (!slot) throw new Error(`${place} has no ${child.name}`);
    yield* badChild(slots, one, at, place);
    yield* badDocuments(slot.type, child, `${place}/${child.name}`);
  }
  yield* badCounts(type, one, place);
}

function* badAttributes(
  fields: Readonly<Record<string, AnyField>>,
  one: Node,
  place: string,
): Generator<Bad> {
  for (const [name, field] of Object.entries(fields)) {
    const xml = field.element ?? name;
    const at = one.attributes.findIndex(([key]) => key === xml);
    if (field.place !== 'attribute' || at < 0) continue;
    const here = `${place}@${xml}`;
    const set = (kind: BadKind, text: string, more = ''): Bad => ({
      kind,
      place: here + more,
      spoil: () => {
        one.attributes[at] = [xml, text];
        return one;
      },
    });
    const text = wrongForm(field.type as AnyScalar);
    if (text !== undefined) yield set('wrong form', text);
    for (const [index, far] of beyond(field.type as AnyScalar).entries())
      yield set('out of range', far, ` ${index}`);
    if (field.optional) continue;
    const spoil = () => {
      one.attributes.splice(at, 1);
      return one;
    };
    yield { kind: 'missing attribute', place: here, spoil };
  }
}

function* badAdditions(one: Node, place: string): Generator<Bad> {
  const added = node('NoSuchElement');
  for (const where of ['push', 'unshift'] as const)
    yield {
      kind: 'unknown element',
      place: `${place} ${where}`,
      spoil: () => {
        one.children[where](added);
        return added;
      },
    };
  const spoil = () => {
    one.text = 'text';
    return one;
  };
  yield { kind: 'text between elements', place, spoil };
}

/** What is spoilt with one child, or with it and the next. */
function* badChild(
  slots: ReadonlyMap<string, Slot>,
  one: Node,
  at: number,
  parent: string,
): Generator<Bad> {
  const { children } = one;
  const child = children[at] as Node;
  const next = children[at + 1];
  const place = `${parent}/${child.name}`;
  const slot = slots.get(child.name) as Slot;
  const isAlone = children.filter(({ name }) => name === child.name).length === 1;
  if (slot.isRequired && isAlone)
    yield {
      kind: 'missing element',
      place,
      spoil: () => {
        children.splice(at, 1);
        return children[at] ?? one;
      },
    };
  if (!slot.isRepeated)
    yield {
      kind: 'element twice',
      place,
      spoil: () => {
        const copy = structuredClone(child);
        children.splice(at + 1, 0, copy);
        return copy;
      },
    };
  const after = next && slots.get(next.name);
  if (!after || after.run === slot.run || !isAlone) return;
  if (children.filter(({ name }) => name === next.name).length > 1) return;
  yield {
    kind: 'wrong order',
    place,
    spoil: () => {
      children.splice(at, 2, next, child);
      return slot.isRunRequired ? next : child;
    },
  };
}
