/**
 * The text of the known answers: Markdown with a heading for each case, prose and sums a person can
 * follow, and one fenced block that is carried out line by line. known-answers/README.md says how to write it.
 */
import { utcSecondsOf } from './naive-calendar.testing.ts';

export type CaseLine = {
  readonly utcSeconds: number;
  readonly verb: string;
  /** What stands indented below it. */
  readonly below: readonly string[];
};
export type Case = {
  readonly title: string;
  readonly sums: readonly string[];
  /** Before the first line with a time: `meter`, `tariff NAME` and so on, with what is below each. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly lines: readonly CaseLine[];
};

const DEFAULT_DAY = '2030-01-15';
const TIMED = /^(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d(?::\d\d)?) (.*)$/;

export function parseCases(text: string): readonly Case[] {
  return text.split(/^## /m).slice(1).map(parseCase);
}

function parseCase(section: string): Case {
  const [title = '', ...lines] = section.split('\n');
  const fences = lines.flatMap((line, i) => (line.startsWith('```') ? [i] : []));
  const [open, close] = fences;
  if (open === undefined || close === undefined || fences.length !== 2)
    throw new Error(`${title}: one block between fences`);
  const outside = lines.filter((_, i) => i < open || i > close);
  const sums = outside.flatMap((line) => (/^- .*=/.test(line) ? [line.slice(2)] : []));
  return { title, sums, ...parseBlock(lines.slice(open + 1, close)) };
}

type Head = { readonly text: string; readonly below: readonly string[] };

/** Lines that start in the first column, each with the indented ones after it. */
function headsOf(lines: readonly string[]): readonly Head[] {
  const heads: { text: string; below: string[] }[] = [];
  for (const line of lines.filter((one) => one.trim() !== '')) {
    const last = heads.at(-1);
    if (!line.startsWith(' ')) heads.push({ text: line.trim(), below: [] });
    else if (last) last.below.push(line.trim());
    else throw new Error(`nothing above "${line}"`);
  }
  return heads;
}

/** The fenced block alone, by lines. */
export function parseBlock(block: readonly string[]): Pick<Case, 'given' | 'lines'> {
  const given = new Map<string, readonly string[]>();
  const lines: CaseLine[] = [];
  let day = DEFAULT_DAY;
  for (const { text, below } of headsOf(block)) {
    const [, ofLine, time, verb] = TIMED.exec(text) ?? [];
    if (time === undefined || verb === undefined) {
      if (lines.length > 0) throw new Error(`no time: "${text}"`);
      given.set(text, below);
      continue;
    }
    day = ofLine ?? day;
    lines.push({ utcSeconds: utcSecondsOf(`${day} ${time}`), verb, below });
  }
  return { given, lines };
}

/** "a, b, c" and lines below, each part on its own; the comma of 1,000 is none. */
export const partsOf = (text: string): readonly string[] =>
  text
    .split(/,(?!\d{3}(?!\d))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** 12,345.67 times 10^power, which has to be whole. */
export function scaled(text: string, power: number): number {
  const [, sign = '', units = '', decimals = ''] =
    /^([−-]?)([\d,]+)(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (units === '') throw new Error(`no number: "${text}"`);
  const digits = BigInt(units.replaceAll(',', '') + decimals);
  const shift = power - decimals.length;
  const under = 10n ** BigInt(Math.max(0, -shift));
  if (digits % under !== 0n) throw new Error(`"${text}" is finer than its scale`);
  const value = Number((digits * 10n ** BigInt(Math.max(0, shift))) / under);
  return sign === '' ? value : -value;
}

/** "£1.23456" and "−£0.50" in millipence. */
export function millipenceOf(text: string): number {
  const [, sign = '', pounds] = /^([−-]?)£(.*)$/.exec(text.trim()) ?? [];
  if (pounds === undefined) throw new Error(`no pounds: "${text}"`);
  const value = scaled(pounds, 5);
  return sign === '' || value === 0 ? value : -value;
}
