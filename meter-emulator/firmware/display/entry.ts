/** Digits typed at the keypad: the 20 of a top-up code, or the four of the PIN. */
import { readUtrn, valueMillipence } from '../../../protocol/identifiers/utrn.ts';
import { Refused } from '../../../protocol/refused.ts';
import { PIN_DIGITS } from './stored.ts';

export const UTRN_DIGITS = 20;
/** In groups of four, three to a line. */
const FIRST_LINE_DIGITS = 12;

/** What the digits are worth as they stand; undefined when they cannot be a top-up code, whoever made it. */
export function creditOfDigits(digits: string): number | undefined {
  try {
    return valueMillipence(readUtrn(digits));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** The check digit is the last: a slip is told before anything is confirmed. */
export function entryLines(digits: string, isPinWanted: boolean): readonly string[] {
  if (isPinWanted && digits.length <= PIN_DIGITS)
    return ['PIN OR TOP-UP CODE', '*'.repeat(digits.length), '', 'then ENTER'];
  return [
    'TOP-UP CODE',
    inFours(digits.slice(0, FIRST_LINE_DIGITS)),
    inFours(digits.slice(FIRST_LINE_DIGITS)),
    stateOf(digits),
  ];
}

function stateOf(digits: string): string {
  if (digits.length < UTRN_DIGITS) return `${digits.length} of ${UTRN_DIGITS} digits`;
  return creditOfDigits(digits) === undefined ? 'WRONG DIGIT: CHECK' : 'Press ENTER';
}

const inFours = (digits: string) => digits.replace(/(?<=^(?:.{4})+)/g, ' ').trimEnd();
