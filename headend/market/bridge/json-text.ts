/**
 * JSON from outside. JSON.parse takes the last of two members with one name, and an array of a million
 * arrays; whoever reads it before or after us may take the first. So both are looked for by themselves.
 */
import { Refused } from '../../../protocol/refused.ts';

/** Arrays and objects inside each other: far more than any definition has. */
export const DEPTH_MAX = 64;

export type ParsedJson = {
  readonly value: unknown;
  /**
   * Where a name stands twice; the first step is the index of an array or the name of a member. Of each
   * part of an array the first, of anything else the first alone: there may be millions.
   */
  readonly twice: readonly (readonly (string | number)[])[];
};

/** Throws Refused (JSON_REFUSED) for what is not UTF-8, not JSON, or too deep. */
export function parseJson(bytes: Uint8Array): ParsedJson {
  const text = decoded(bytes);
  const twice = namesTwice(text);
  try {
    return { value: JSON.parse(text) as unknown, twice };
  } catch (error) {
    // Without the place: what V8 says beside it quotes the text.
    const [at] = /position \d+/.exec(error instanceof Error ? error.message : '') ?? [];
    return refuse(`not JSON${at ? ` at ${at}` : ''}`);
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('not UTF-8');
  }
}

type Level = {
  /** Undefined in an array. */
  readonly names: Set<string> | undefined;
  at: string | number;
};

/** Of a text that is JSON; of another it finds something or nothing, but it ends. */
function namesTwice(text: string): (string | number)[][] {
  const found: (string | number)[][] = [];
  const isNoted = (part: string | number | undefined) => {
    const [last] = found.at(-1) ?? [];
    return last !== undefined && (typeof part !== 'number' || part === last);
  };
  const levels: Level[] = [];
  const marks = /["{}[\]:,]/g;
  let lastText: readonly [number, number] = [0, 0];
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const level = levels.at(-1);
    switch (mark[0]) {
      case '"':
        lastText = [mark.index, endOfText(text, mark.index)];
        marks.lastIndex = lastText[1];
        break;
      case '{':
      case '[':
        if (levels.length === DEPTH_MAX) refuse(`nested deeper than ${DEPTH_MAX}`);
        levels.push({ names: mark[0] === '{' ? new Set() : undefined, at: 0 });
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (typeof level?.at === 'number') level.at += 1;
        break;
      default:
        if (!level?.names) break;
        level.at = nameOf(text.slice(...lastText));
        if (!level.names.has(level.at)) level.names.add(level.at);
        else if (!isNoted(levels[0]?.at)) found.push(levels.map(({ at }) => at));
    }
  }
  return found;
}

/** After the closing quote, or the end of the whole where there is none. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** Two spellings of one name, "a" and "\u0061", are one name. */
function nameOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'JSON_REFUSED');
}
