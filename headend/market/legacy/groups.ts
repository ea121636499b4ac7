/** Lines as a value of their groups, and back, to the byte. */
import { shown } from '../../../protocol/definition/fault.ts';
import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import type { AnyStruct } from '../../../protocol/definition/words.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { AnyGroup, AnyGroups } from './definition.ts';
import type { Line } from './syntax.ts';

type Values = Readonly<Record<string, unknown>>;

/** Lines that are still to be read. */
class Cursor {
  readonly #lines: readonly Line[];
  #at = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  get next(): Line | undefined {
    return this.#lines[this.#at];
  }

  take(): Line | undefined {
    const line = this.#lines[this.#at];
    if (line) this.#at += 1;
    return line;
  }
}

/** All of the lines; throws Refused with the line and the name of the item. */
export function readGroups(groups: AnyGroups, lines: readonly Line[]): Values {
  const cursor = new Cursor(lines);
  const value = readLevel(groups, cursor, lines.at(-1)?.number ?? 1);
  const { next } = cursor;
  if (next)
    throw new Refused('', `a group ${shown(next.fields[0])} may not come here`, next.number);
  return value;
}

function readLevel(groups: AnyGroups, cursor: Cursor, aboveNumber: number): Values {
  const value: Record<string, Values[]> = {};
  for (const [name, group] of Object.entries(groups)) {
    const found: Values[] = [];
    while (cursor.next?.fields[0] === group.id) {
      const line = cursor.take() as Line;
      if (found.length === group.max)
        throw new Refused('', `more than ${group.max} of group ${group.id}`, line.number);
      found.push({
        ...readItems(group.items, line),
        ...readLevel(group.groups, cursor, line.number),
      });
    }
    if (found.length < group.min)
      throw new Refused('', `a group ${group.id} is missing`, cursor.next?.number ?? aboveNumber);
    value[name] = found;
  }
  return value;
}

/** The items of one line; throws Refused with the line and the name of the item. */
export function readItems(items: AnyStruct, { fields, number }: Line): Values {
  const named = Object.entries(items.fields);
  const found = fields.length - 1;
  if (found !== named.length)
    throw new Refused('', `expected ${named.length} items, found ${found}`, number);
  const value: Record<string, unknown> = {};
  for (const [name, { key, type, optional }] of named) {
    const text = fields[key] ?? '';
    if (text === '') {
      if (!optional) throw new Refused(name, 'is missing', number);
      continue;
    }
    value[name] = readItem(type as AnyScalar, text, name, number);
  }
  return value;
}

function readItem(type: AnyScalar, text: string, name: string, number: number): unknown {
  const value = type.fromText(text);
  const wrong = value === undefined ? `expected ${type.describe}` : type.check(value);
  if (wrong) throw new Refused(name, `${wrong}, found ${shown(text)}`, number);
  // What could not be written again as it came would not be what was said.
  if (type.toText(value) !== text)
    throw new Refused(name, `${shown(text)} is written ${shown(type.toText(value))}`, number);
  return value;
}

/** The fields of each line. Throws Refused with the path of an item that is not what it must be. */
export function writeGroups(groups: AnyGroups, value: Values): string[][] {
  return Object.entries(groups).flatMap(([name, group]) => {
    const found = (value[name] ?? []) as readonly Values[];
    if (found.length < group.min || found.length > group.max)
      throw new Refused(name, `expected ${group.min} to ${group.max}, found ${found.length}`);
    return found.flatMap((one) => writeGroup(group, one));
  });
}

function writeGroup(group: AnyGroup, value: Values): string[][] {
  return [writeItems(group.id, group.items, value), ...writeGroups(group.groups, value)];
}

export function writeItems(id: string, items: AnyStruct, value: Values): string[] {
  const texts = Object.entries(items.fields).map(([name, { type, optional }]) => {
    const item = value[name];
    if (item === undefined) {
      if (optional) return '';
      throw new Refused(name, 'is missing');
    }
    const wrong = (type as AnyScalar).check(item);
    if (wrong) throw new Refused(name, `${wrong}, found ${shown(item)}`);
    return (type as AnyScalar).toText(item);
  });
  return [id, ...texts];
}

/** How many lines a value takes, and how many of them are of the first level. */
export function countGroups(groups: AnyGroups, value: Values): { lines: number; top: number } {
  const top = Object.keys(groups).reduce((sum, name) => sum + listOf(value, name).length, 0);
  const lines = Object.entries(groups).reduce(
    (sum, [name, group]) =>
      sum +
      listOf(value, name).reduce((all, one) => all + 1 + countGroups(group.groups, one).lines, 0),
    0,
  );
  return { lines, top };
}

const listOf = (value: Values, name: string) => (value[name] ?? []) as readonly Values[];
