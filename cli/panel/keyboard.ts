/** Which keys of a terminal are the keys of the meter. */
import { DIGITS, type Key } from '../../meter-emulator/firmware/display/keys.ts';

/** What is told under the panel. */
export const KEYS_HELP: readonly string[] = [
  'Type a top-up code or PIN, then Enter. Backspace takes back.',
  'a next page   b supply on, emergency credit   q quit',
];

const QUIT = ['q', 'Q', '\u0003'];
const KEYS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ...DIGITS.map((digit) => [digit, digit] as const),
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\u007f', 'back'],
  ['\b', 'back'],
  ['a', 'A'],
  ['A', 'A'],
  ['b', 'B'],
  ['B', 'B'],
]);
/** An arrow or a function key arrives as several characters, of which no letter is meant. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-9;]*[ -/]*[@-~]|O.|.)?/g;

/** What was typed, or pasted, in its order; anything else is passed over. */
export function keysOf(typed: string): readonly (Key | 'quit')[] {
  return [...typed.replace(ESCAPE_SEQUENCE, '')].flatMap((character) => {
    if (QUIT.includes(character)) return ['quit' as const];
    const key = KEYS.get(character);
    return key === undefined ? [] : [key];
  });
}
