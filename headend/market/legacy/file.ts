/**
 * A whole legacy file: header, groups, trailer. What the trailer counts must be there; a flow that is
 * emulated here carries the flag of a test, so that it can never pass for a real one.
 */
import { integer, text } from '../../../protocol/definition/scalars.ts';
import { optional, required, struct, type ValueOf } from '../../../protocol/definition/words.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { AnyFlow, FlowValue, Syntax } from './definition.ts';
import { countGroups, readGroups, readItems, writeGroups, writeItems } from './groups.ts';
import { dateTime14, participantId, roleCode } from './items.ts';
import { joinFields, type Line, type LineEnd, splitFields, splitLines } from './syntax.ts';

type Values = Readonly<Record<string, unknown>>;

const fileId = text(10, 10, { pattern: /[A-Z0-9]{10}/ });
const application = text(1, 10, { pattern: /[A-Z0-9]{1,10}/ });
const testFlag = text(4, 4, { pattern: /OPER|TR[0-9]{2}/ });

const dtnHeader = struct({
  fileId: required(1, fileId, 'Names the file for its sender.'),
  flow: required(2, text(8, 8, { pattern: /[DP][0-9]{7}/ }), 'The flow and its version.'),
  fromRole: required(3, roleCode, 'The sender’s role.'),
  fromId: required(4, participantId, 'The sender.'),
  toRole: required(5, roleCode, 'The recipient’s role.'),
  toId: required(6, participantId, 'The recipient.'),
  createdAt: required(7, dateTime14, 'When it was made.'),
  sendingApplication: optional(8, application, 'Of the sender’s own.'),
  receivingApplication: optional(9, application, 'Of the recipient’s own.'),
  broadcast: optional(10, text(1, 1), 'To several recipients.'),
  testFlag: required(11, testFlag, 'OPER, or TRnn for what is no real business.'),
});
const dtnTrailer = struct({
  fileId: required(1, fileId, 'As in the header.'),
  groupCount: required(2, integer(0, 9_999_999), 'Lines between header and trailer.'),
  checksum: optional(3, text(1, 10), 'Not used.'),
  flowCount: required(4, integer(0, 9_999_999), 'Groups of the first level.'),
  completedAt: optional(5, dateTime14, 'When the last line was written.'),
});
// Emulated: that the first line is A00 and the last Z99 is all that is known of it.
const gasHeader = struct({
  fileId: required(1, fileId, 'Names the file for its sender.'),
  flow: required(2, text(3, 8, { pattern: /[A-Z0-9]{3,8}/ }), 'The file type and its version.'),
  fromId: required(3, participantId, 'The sender.'),
  toId: required(4, participantId, 'The recipient.'),
  createdAt: required(5, dateTime14, 'When it was made.'),
  testFlag: required(6, testFlag, 'OPER, or TRnn for what is no real business.'),
});
const gasTrailer = struct({
  groupCount: required(1, integer(0, 9_999_999), 'Lines between header and trailer.'),
});

const FRAMES = {
  pipe: { first: 'ZHV', header: dtnHeader, last: 'ZPT', trailer: dtnTrailer },
  comma: { first: 'A00', header: gasHeader, last: 'Z99', trailer: gasTrailer },
} as const;

/** Of what the emulated flows carry in the place of OPER. */
export const TEST_FLAG = 'TR01';

/** Of gas: without roles and applications. */
export type Header = Pick<ValueOf<typeof dtnHeader>, 'fileId' | 'fromId' | 'toId' | 'createdAt'> &
  Partial<ValueOf<typeof dtnHeader>>;
export type LegacyFile = {
  readonly flow: AnyFlow;
  readonly header: Header;
  /** What `flow` says of it: see `isOf`. */
  readonly value: Values;
  readonly completedAt?: number;
  readonly lineEnd?: LineEnd;
};

/** A file that `writeFile` takes, with all that the flow asks for. */
export const fileOf = <F extends AnyFlow>(
  flow: F,
  header: Header,
  value: FlowValue<F>,
): LegacyFile => ({ flow, header, value: value as Values });

/** Narrows the value to what this flow says. */
export const isOf = <F extends AnyFlow>(
  file: LegacyFile,
  flow: F,
): file is LegacyFile & { readonly value: FlowValue<F> } => file.flow === flow;

/** Throws Refused with the line and the name of what is wrong. */
export function readFile(content: string, flows: readonly AnyFlow[]): LegacyFile {
  const { texts, end } = splitLines(content);
  const syntax: Syntax = content.startsWith('A00,') ? 'comma' : 'pipe';
  const lines = texts.map((line, at) => splitFields(syntax, line, at + 1));
  const frame = FRAMES[syntax];
  const header = framed(lines[0], frame.first, 1);
  const trailer = framed(lines.at(-1), frame.last, Math.max(1, lines.length));
  if (header === trailer) throw new Refused('', `no ${frame.last} at the end`, 1);
  const head = readItems(frame.header, header) as Header;
  const flow = flows.find((one) => one.syntax === syntax && nameOf(one) === head.flow);
  if (!flow) throw new Refused('flow', `no flow ${head.flow} is known`, 1);
  const flag = flagProblem(flow, head.testFlag ?? '');
  if (flag) throw new Refused('testFlag', flag, 1);
  const value = readGroups(flow.groups, lines.slice(1, -1));
  const { completedAt } = checkTrailer(
    { flow, head, value },
    readItems(frame.trailer, trailer),
    lines,
  );
  return {
    ...{ flow, header: head, value },
    ...(completedAt === undefined ? {} : { completedAt }),
    lineEnd: end,
  };
}

/** To the byte what `readFile` read. Throws Refused with the path of what cannot be written. */
export function writeFile({
  flow,
  header,
  value,
  completedAt,
  lineEnd = '\n',
}: LegacyFile): string {
  const frame = FRAMES[flow.syntax];
  const testFlag = header.testFlag ?? flagOf(flow);
  const flag = flagProblem(flow, testFlag);
  if (flag) throw new Refused('testFlag', flag);
  const { lines, top } = countGroups(flow.groups, value);
  const trailer = { fileId: header.fileId, groupCount: lines, flowCount: top, completedAt };
  return [
    writeItems(frame.first, frame.header, { ...header, flow: nameOf(flow), testFlag }),
    ...writeGroups(flow.groups, value),
    writeItems(frame.last, frame.trailer, trailer),
  ]
    .map((fields) => joinFields(flow.syntax, fields) + lineEnd)
    .join('');
}

/** As the header names it. */
export const nameOf = ({ name, version }: AnyFlow): string => `${name}${version}`;

export const flagOf = ({ basis }: AnyFlow): string => (basis === 'exact' ? 'OPER' : TEST_FLAG);

const flagProblem = ({ basis, name }: AnyFlow, flag: string): string | undefined =>
  (basis === 'exact') === (flag === 'OPER')
    ? undefined
    : `${name} is ${basis} here and cannot be ${flag}`;

function framed(line: Line | undefined, id: string, number: number): Line {
  if (line?.fields[0] !== id) throw new Refused('', `expected a line ${id}`, number);
  return line;
}

function checkTrailer(
  { flow, head, value }: { readonly flow: AnyFlow; readonly head: Header; readonly value: Values },
  trailer: Values,
  lines: readonly Line[],
): { readonly completedAt?: number } {
  const number = lines.length;
  const { top } = countGroups(flow.groups, value);
  const expected: Values = { fileId: head.fileId, groupCount: number - 2, flowCount: top };
  for (const [name, one] of Object.entries(expected))
    if (name in trailer && trailer[name] !== one)
      throw new Refused(name, `expected ${one}, found ${trailer[name]}`, number);
  if ('checksum' in trailer) throw new Refused('checksum', 'not used, and must be empty', number);
  return trailer as { completedAt?: number };
}
