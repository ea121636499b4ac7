/** Definition → a page of documentation, and the service's row in the access matrix. */
import { type Refusals, ROLES, type Service, serviceNumber } from './service.ts';
import { type AnyField, type AnyType, elementName } from './words.ts';

const times = (min: number, max: number) => (min === max ? `${min}` : `${min} to ${max}`);
const cell = (text: string) => text.replaceAll('|', '\\|');
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const heading = (...cells: readonly string[]) =>
  `${row(...cells)}\n|${cells.map(() => '---|').join('')}`;

/** Shapes with a name that are large and used more than once: described once, and named elsewhere. */
export type SharedShapes = ReadonlySet<AnyType>;
const NO_SHAPES: SharedShapes = new Set();
/** Fewer lines than this are told where they stand. */
const SHARED_LINES_MIN = 8;

/** The shapes that these services share. */
export function sharedShapes(services: readonly Service[]): SharedShapes {
  const seen = new Map<AnyType, number>();
  const walk = (type: AnyType): void => {
    const inner = type.kind === 'list' || type.kind === 'rows' ? type.of : type;
    if (inner.kind === 'scalar') return;
    seen.set(inner, (seen.get(inner) ?? 0) + 1);
    for (const f of Object.values(fieldsOf(inner))) walk(f.type);
  };
  for (const { request, response } of services)
    for (const type of [request, response]) if (type) walk(type);
  const isShared = ([type, uses]: readonly [AnyType, number]) =>
    uses > 1 && nameOf(type) !== undefined && lines(fieldsOf(type), '').length >= SHARED_LINES_MIN;
  return new Set([...seen].filter(isShared).map(([type]) => type));
}

const nameOf = (type: AnyType) =>
  type.kind === 'struct' || type.kind === 'choice' ? type.name : undefined;

/** The tables of the shared shapes, in order of their names. */
export function shapeTables(shared: SharedShapes): string {
  const byName = [...shared].sort((a, b) => ((nameOf(a) ?? '') < (nameOf(b) ?? '') ? -1 : 1));
  return byName.map((type) => table(nameOf(type) ?? '', type, shared)).join('\n');
}

function describe(type: AnyType): string {
  switch (type.kind) {
    case 'scalar':
      return type.describe;
    case 'struct':
      return Object.keys(type.fields).length === 0 ? 'empty' : (type.name ?? 'group');
    case 'choice':
      return 'one of';
    case 'list':
      return `list of ${times(type.min, type.max)}`;
    case 'rows':
      return `rows by index, ${times(type.min, type.max)}`;
  }
}

function inXml(name: string, f: AnyField): string {
  const place = {
    element: `<${elementName(name, f)}>`,
    attribute: `@${f.element ?? name}`,
    content: '(text)',
    inline: '',
  }[f.place];
  const item = 'item' in f.type && f.type.item ? `<${f.type.item}>` : '';
  const both = [place, item].filter((part) => part !== '').map((part) => `\`${part}\``);
  return both.join(' ');
}

function lines(
  fields: Readonly<Record<string, AnyField>>,
  indent: string,
  shared = NO_SHAPES,
): string[] {
  return Object.entries(fields).flatMap(([name, f]) => {
    const inner = f.type.kind === 'list' || f.type.kind === 'rows' ? f.type.of : f.type;
    return [
      row(
        `${indent}${name}${f.optional ? '?' : ''}`,
        `${f.key}`,
        inXml(name, f),
        cell(shared.has(inner) ? `${describe(f.type)} ${link(inner)}` : describe(f.type)),
        cell(f.doc),
      ),
      ...(shared.has(inner) ? [] : lines(fieldsOf(inner), `${indent}· `, shared)),
    ];
  });
}

/** To the heading of the shape, in Markdown's own spelling of anchors. */
const link = (type: AnyType) => `[${nameOf(type)}](#${nameOf(type)?.toLowerCase()})`;

function fieldsOf(type: AnyType): Readonly<Record<string, AnyField>> {
  if (type.kind === 'struct') return type.fields;
  return type.kind === 'choice' ? type.branches : {};
}

function table(title: string, type: AnyType, shared: SharedShapes): string {
  const body = lines(fieldsOf(type), '', shared);
  const kind = type.kind === 'choice' ? 'One of:\n\n' : '';
  const head = heading('field', 'key', 'XML', 'type', 'meaning');
  return `### ${title}\n\n${body.length ? `${kind}${head}\n${body.join('\n')}` : 'Empty.'}\n`;
}

/** A table of refusals by code. */
export function refusalTable(refusals: Refusals): string {
  const body = Object.entries(refusals).map(([name, { code, doc }]) => row(`${code}`, name, doc));
  return `${heading('code', 'refusal', 'meaning')}\n${body.join('\n')}\n`;
}

function answer(s: Service, shared: SharedShapes): string {
  const tables = [
    ...(s.response ? [table('Response', s.response, shared)] : []),
    ...(s.dccResponse
      ? [table(`Response of the DCC, ${s.dccResponse.element}`, s.dccResponse.type, shared)]
      : []),
  ];
  return tables.length ? tables.join('\n') : 'No response message.\n';
}

/** One service in Markdown, under a heading of the second level. */
export function page(s: Service, shared = NO_SHAPES): string {
  const parts = [
    `## ${s.reference} ${s.name}\n\n${s.summary}\n\n${MATRIX_HEADING}\n${accessRow(s)}\n`,
    `Number ${serviceNumber(s.reference)}.${s.personal ? ' The answer is personal.' : ''}\n`,
    table('Request', s.request, shared),
    answer(s, shared),
  ];
  if (s.refusals) parts.push(`### Refusals\n\n${refusalTable(s.refusals)}`);
  return parts.join('\n');
}

export const MATRIX_HEADING = heading('service', 'name', 'critical', ...ROLES, 'modes', 'target');
/** Who may ask for the service, and how. */
export const accessRow = (s: Service): string =>
  row(
    s.reference,
    s.name,
    s.critical ? 'critical' : '',
    ...ROLES.map((role) => (s.roles.includes(role) ? 'yes' : '')),
    s.modes.join(', '),
    s.responseTime,
  );
