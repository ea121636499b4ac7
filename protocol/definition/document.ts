/** Definition → a page of documentation, and the service's row in the access matrix. */
import { describe, heading, inXml, row } from './document-types.ts';
import {
  type Refusals,
  ROLES,
  responseElement,
  type Service,
  serviceField,
  serviceNumber,
} from './service.ts';
import type { AnyField, AnyType } from './words.ts';

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
  for (const { request, response, dccResponse } of services)
    for (const type of [request, response, dccResponse?.type]) if (type) walk(type);
  const isShared = ([type, uses]: readonly [AnyType, number]) =>
    uses > 1 && nameOf(type) !== undefined && lines(fieldsOf(type), '').length >= SHARED_LINES_MIN;
  return new Set([...seen].filter(isShared).map(([type]) => type));
}

const without = (shared: SharedShapes, type: AnyType): SharedShapes =>
  new Set([...shared].filter((one) => one !== type));

const nameOf = (type: AnyType) =>
  type.kind === 'struct' || type.kind === 'choice' ? type.name : undefined;

/** The tables of the shared shapes, in order of their names. */
export function shapeTables(shared: SharedShapes): string {
  const byName = [...shared].sort((a, b) => ((nameOf(a) ?? '') < (nameOf(b) ?? '') ? -1 : 1));
  // Inside itself no shape is shared: its own table is where it is told.
  return byName.map((type) => table(nameOf(type) ?? '', type, without(shared, type))).join('\n');
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
        shared.has(inner) ? toShape(f.type, inner) : describe(f.type),
        f.doc,
      ),
      ...(shared.has(inner) ? [] : lines(fieldsOf(inner), `${indent}· `, shared)),
    ];
  });
}

/** "list of 1 to 4 [Season](#season)", "[Season](#season)". */
const toShape = (type: AnyType, inner: AnyType) =>
  type === inner ? link(inner) : `${describe(type)} ${link(inner)}`;
/** To the heading of the shape, in Markdown's own spelling of anchors. */
const link = (type: AnyType) => `[${nameOf(type)}](#${nameOf(type)?.toLowerCase()})`;

function fieldsOf(type: AnyType): Readonly<Record<string, AnyField>> {
  if (type.kind === 'struct') return type.fields;
  return type.kind === 'choice' ? type.branches : {};
}

function table(title: string, type: AnyType, shared: SharedShapes): string {
  const body = shared.has(type) ? [] : lines(fieldsOf(type), '', shared);
  const kind = type.kind === 'choice' ? 'One of:\n\n' : '';
  const head = heading('field', 'key', 'XML', 'type', 'meaning');
  const none = shared.has(type) ? `${link(type)}.` : 'Empty.';
  return `### ${title}\n\n${body.length ? `${kind}${head}\n${body.join('\n')}` : none}\n`;
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
  return tables.length ? tables.join('\n') : '### Response\n\nNone: the acknowledgement is all.\n';
}

const YES = 'yes';
/** What the table of fields cannot say of a service. */
function properties(s: Service): string {
  const element = s.response && responseElement(s);
  const inXml = [
    `request \`<sr:${s.name}>\``,
    ...(element ? [`response of the device \`<ra:${element}>\``] : []),
    ...(s.dccResponse ? [`response of the DCC \`<sr:${s.dccResponse.element}>\``] : []),
  ];
  const rows = [
    row('roles', `${s.roles.join(', ') || 'none'}${s.rolesFor ? '; by what is asked, fewer' : ''}`),
    row('devices', s.deviceTypes.join(', ') || 'none: the DCC answers by itself'),
    row('critical', s.critical ? `${YES}: signed by who asks` : 'no'),
    row('modes', s.modes.join(', ')),
    row('target response time', `${s.responseTime} (own default)`),
    row('answer is personal', s.personal ? `${YES}: encrypted by the device for who asks` : 'no'),
    row('XML', inXml.join(', ')),
    row('JSON, protobuf', `\`${serviceField(s)}\`, ${serviceNumber(s.reference)}`),
    ...(s.rules ? [row('checked beyond the shape', 'fields that contradict each other')] : []),
  ];
  return `${heading('of the service', '')}\n${rows.join('\n')}\n`;
}

const title = (s: Service) => `${s.reference} ${s.name}`;

/** One service in Markdown, under a heading of the second level. */
export function page(s: Service, shared = NO_SHAPES): string {
  const parts = [
    `## ${title(s)}\n\n${s.summary}\n\n${properties(s)}`,
    table('Request', s.request, shared),
    answer(s, shared),
  ];
  if (s.refusals) parts.push(`### Refusals\n\n${refusalTable(s.refusals)}`);
  return parts.join('\n');
}

/** To the page of a service, in Markdown's own spelling of anchors. */
const pageLink = (s: Service) =>
  `[${s.reference}](#${title(s).toLowerCase().replaceAll('.', '').replaceAll(' ', '-')})`;

export const MATRIX_HEADING = heading(
  'service',
  'name',
  'critical',
  ...ROLES,
  'devices',
  'modes',
  'target',
);
/** Who may ask for the service of what, and how. */
export const accessRow = (s: Service): string =>
  row(
    pageLink(s),
    s.name,
    s.critical ? 'critical' : '',
    ...ROLES.map((role) => (s.roles.includes(role) ? YES : '')),
    s.deviceTypes.join(' '),
    s.modes.join(', '),
    s.responseTime,
  );
