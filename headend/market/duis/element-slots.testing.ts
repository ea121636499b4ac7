/** For tests: what may stand in an element by its definition, in plain words; the reader has its own. */
import { type AnyField, type AnyType, elementName } from '../../../protocol/definition/words.ts';

/** What may stand in an element, and where in it. */
export type Slot = {
  readonly type: AnyType;
  readonly isRequired: boolean;
  readonly isRepeated: boolean;
  /** Which of its parent's runs it belongs to: two of one run are not exchanged. */
  readonly run: number;
  readonly isRunRequired: boolean;
};

const canBeAbsent = (type: AnyType): boolean => {
  if (type.kind === 'list' || type.kind === 'rows') return type.min === 0;
  return type.kind === 'struct' && Object.values(type.fields).every(isLoose);
};
const isLoose = (field: AnyField): boolean =>
  field.optional || (field.place === 'inline' && canBeAbsent(field.type));

/** The elements that may stand in one of this type, by name. */
export function slotsOf(type: AnyType): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  const runs =
    type.kind === 'struct'
      ? Object.entries(type.fields)
      : ([['', { place: 'inline', type, optional: false }]] as unknown as [string, AnyField][]);
  let run = 0;
  for (const [name, field] of runs) {
    run += 1;
    const isRunRequired = !isLoose(field);
    const parts = field.place === 'element' ? [[name, field, true] as const] : [...inlined(field)];
    for (const [part, of, isAlone] of field.place === 'attribute' ? [] : parts) {
      const common = { run, isRunRequired };
      const own = typeof part === 'string' ? part : '';
      slots.set(elementName(own, of), {
        ...common,
        type: of.type,
        isRequired: isRunRequired && isAlone && !of.optional,
        isRepeated: of.doc === REPEATED,
      });
    }
  }
  return slots;
}

const REPEATED = 'repeated';
type Part = readonly [name: string, field: AnyField, isAlone: boolean];

/** The elements of what has none of its own; `isAlone`: it is the one that must be there. */
function* inlined({ type }: AnyField): Generator<Part> {
  if (type.kind === 'list' || type.kind === 'rows') {
    const field = {
      key: 1,
      type: type.of,
      optional: false,
      doc: REPEATED,
      place: 'element',
    } as const;
    yield [type.item, { ...field, element: type.item }, type.min === 1 && type.kind === 'list'];
    return;
  }
  const isChoice = type.kind === 'choice';
  const fields = type.kind === 'struct' ? type.fields : type.kind === 'choice' ? type.branches : {};
  for (const [name, field] of Object.entries(fields))
    if (field.place === 'inline')
      for (const [inner, of, isAlone] of inlined(field))
        yield [inner, of, isAlone && !isChoice && !field.optional];
    else yield [name, field, true];
}
