/** Lines and fields: pipes with one at the end (DTN), or commas with quoted text (gas). */
import { Refused } from '../../../protocol/refused.ts';
import type { Syntax } from './definition.ts';

export type Line = {
  /** 1 is the first. */
  readonly number: number;
  readonly fields: readonly string[];
};
export type LineEnd = '\n' | '\r\n';

/** Every line ends in the same way, the last one too. Throws Refused with the line. */
export function splitLines(content: string): { readonly texts: string[]; readonly end: LineEnd } {
  const end = content.includes('\r\n') ? '\r\n' : '\n';
  const texts = content.split(end);
  if (texts.pop() !== '') throw new Refused('', 'the last line does not end', texts.length + 1);
  for (const [at, text] of texts.entries())
    if (/[\r\n]/.test(text)) throw new Refused('', 'lines end in different ways', at + 1);
  return { texts, end };
}

/** Throws Refused with the line. */
export function splitFields(syntax: Syntax, text: string, number: number): Line {
  const unprintable = [...text].some((one) => one < ' ' || (one >= '\x7f' && one < '\xa0'));
  if (unprintable) throw new Refused('', 'a control character', number);
  return { number, fields: syntax === 'pipe' ? pipes(text, number) : commas(text, number) };
}

/** Throws Refused for a field that this syntax cannot hold. */
export function joinFields(syntax: Syntax, fields: readonly string[]): string {
  if (syntax === 'comma') return fields.map(quoted).join(',');
  const bad = fields.find((field) => field.includes('|'));
  if (bad !== undefined) throw new Refused('', `a field with a pipe in it: ${bad.slice(0, 40)}`);
  return `${fields.join('|')}|`;
}

function pipes(text: string, number: number): string[] {
  if (!text.endsWith('|')) throw new Refused('', 'no pipe at the end of the line', number);
  return text.slice(0, -1).split('|');
}

// Quoted only where it must be, so that there is one way to write a line.
const quoted = (field: string) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

function commas(text: string, number: number): string[] {
  const fields: string[] = [];
  for (let at = 0; ; at = FIELD.lastIndex) {
    FIELD.lastIndex = at;
    const [, inQuotes, plain = '', separator] = FIELD.exec(text) ?? [];
    if (separator === undefined) throw new Refused('', 'a quote that is not closed', number);
    fields.push(inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"'));
    if (separator === '') return fields;
  }
}
