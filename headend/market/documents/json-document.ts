/** JSON as the documents have it: an object's members on lines of their own, a list on one if it fits. */

export type Json = Readonly<Record<string, unknown>>;

const LINE_MAX = 100;

/** With a newline at the end. */
export const jsonDocument = (value: Json): string => `${text(value, '', 0)}\n`;

/** `before` is how much of the line is taken. */
function text(value: unknown, indent: string, before: number): string {
  if (Array.isArray(value)) return listText(value, indent, before);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const members = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => {
      const head = `${inner}${JSON.stringify(name)}: `;
      return head + text(part, inner, head.length);
    });
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

function listText(list: readonly unknown[], indent: string, before: number): string {
  const isFlat = list.every((part) => typeof part !== 'object' || part === null);
  const flat = `[${list.map((part) => JSON.stringify(part)).join(', ')}]`;
  // One more for the comma that may follow.
  if (isFlat && before + flat.length < LINE_MAX) return flat;
  const inner = `${indent}  `;
  const lines = list.map((part) => inner + text(part, inner, inner.length));
  return `[\n${lines.join(',\n')}\n${indent}]`;
}

/** A schema with the shapes it shares, which are in `components` of the document. */
export function inComponents(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inComponents);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, part]) => [
      name,
      name === '$ref' && typeof part === 'string'
        ? part.replace('#/$defs/', '#/components/schemas/')
        : inComponents(part),
    ]),
  );
}
