/** Definition → a page of documentation, and the service's row in the access matrix. */
import { type Refusals, ROLES, type Service, serviceNumber } from './service.ts';
import { type AnyField, type AnyType, elementName } from './words.ts';

const times = (min: number, max: number) => (min === max ? `${min}` : `${min} to ${max}`);
const cell = (text: string) => text.replaceAll('|', '\\|');
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const heading = (...cells: readonly string[]) =>
  `${row(...cells)}\n|${cells.map(() => '---|').join('')}`;

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

function lines(fields: Readonly<Record<string, AnyField>>, indent: string): string[] {
  return Object.entries(fields).flatMap(([name, f]) => {
    const inner = f.type.kind === 'list' || f.type.kind === 'rows' ? f.type.of : f.type;
    return [
      row(
        `${indent}${name}${f.optional ? '?' : ''}`,
        `${f.key}`,
        inXml(name, f),
        cell(describe(f.type)),
        cell(f.doc),
      ),
      ...lines(fieldsOf(inner), `${indent}· `),
    ];
  });
}

function fieldsOf(type: AnyType): Readonly<Record<string, AnyField>> {
  if (type.kind === 'struct') return type.fields;
  return type.kind === 'choice' ? type.branches : {};
}

function table(title: string, type: AnyType): string {
  const body = lines(fieldsOf(type), '');
  const kind = type.kind === 'choice' ? 'One of:\n\n' : '';
  const head = heading('field', 'key', 'XML', 'type', 'meaning');
  return `### ${title}\n\n${body.length ? `${kind}${head}\n${body.join('\n')}` : 'Empty.'}\n`;
}

/** A table of refusals by code. */
export function refusalTable(refusals: Refusals): string {
  const body = Object.entries(refusals).map(([name, { code, doc }]) => row(`${code}`, name, doc));
  return `${heading('code', 'refusal', 'meaning')}\n${body.join('\n')}\n`;
}

function answer(s: Service): string {
  if (s.response) return table('Response', s.response);
  if (s.dccResponse)
    return table(`Response of the DCC, ${s.dccResponse.element}`, s.dccResponse.type);
  return 'No response message.\n';
}

/** One service in Markdown, under a heading of the second level. */
export function page(s: Service): string {
  const parts = [
    `## ${s.reference} ${s.name}\n\n${s.summary}\n\n${MATRIX_HEADING}\n${accessRow(s)}\n`,
    `Number ${serviceNumber(s.reference)}.${s.personal ? ' The answer is personal.' : ''}\n`,
    table('Request', s.request),
    answer(s),
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
