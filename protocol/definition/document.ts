/** Definition → a page of documentation, and the service's row in the access matrix. */
import { ROLES, type Service } from './service.ts';
import { type AnyField, type AnyType, elementName } from './words.ts';

const times = (min: number, max: number) => (min === max ? `${min}` : `${min} to ${max}`);

function describe(type: AnyType): string {
  switch (type.kind) {
    case 'scalar':
      return type.describe;
    case 'struct':
      return Object.keys(type.fields).length === 0 ? 'empty' : (type.name ?? 'struct');
    case 'choice':
      return 'one of';
    case 'list':
      return `list of ${times(type.min, type.max)}`;
    case 'rows':
      return `rows by index, ${times(type.min, type.max)}`;
  }
}

function lines(fields: Readonly<Record<string, AnyField>>, indent: string): string[] {
  return Object.entries(fields).flatMap(([name, f]) => {
    const xml =
      f.place === 'element'
        ? `<${elementName(name, f)}>`
        : f.place === 'attribute'
          ? `@${f.element ?? name}`
          : f.place === 'content'
            ? '(text)'
            : '';
    const item =
      (f.type.kind === 'list' || f.type.kind === 'rows') && f.type.item ? `<${f.type.item}>` : '';
    const row = `| ${indent}${name}${f.optional ? '?' : ''} | ${f.key} | ${[xml, item].filter(Boolean).join(' ')} | ${describe(f.type).replaceAll('|', '\\|')} | ${f.doc} |`;
    const inner = f.type.kind === 'list' || f.type.kind === 'rows' ? f.type.of : f.type;
    const more =
      inner.kind === 'struct' ? inner.fields : inner.kind === 'choice' ? inner.branches : {};
    return [row, ...lines(more, `${indent}· `)];
  });
}

function table(title: string, type: AnyType): string {
  const fields = type.kind === 'struct' ? type.fields : {};
  const body = lines(fields, '');
  return `## ${title}\n${body.length ? `| field | key | XML | type | meaning |\n|---|---|---|---|---|\n${body.join('\n')}` : 'Empty.'}\n`;
}

export function page(s: Service): string {
  return `# ${s.reference} ${s.name}\n${s.summary}\n\n${accessRow(s)}\n\n${table('Request', s.request)}\n${s.response ? table('Response', s.response) : 'No response message.'}`;
}

export const accessRow = (s: Service) =>
  `| ${s.reference} | ${s.critical ? 'critical' : 'not critical'} | ${ROLES.map((r) => (s.roles.includes(r) ? r : '-')).join(' ')} | ${s.modes.join(', ')} | ${s.responseTime} |`;
