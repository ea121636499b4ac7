/** The keys at the meter. */

export const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/**
 * `enter` confirms and reads, `back` takes a digit back or goes to the first page, `A` turns the page, `B`
 * switches on what may be: the supply, or emergency credit.
 */
export type Key = (typeof DIGITS)[number] | 'enter' | 'back' | 'A' | 'B';

export function isDigit(key: Key): key is (typeof DIGITS)[number] {
  return (DIGITS as readonly string[]).includes(key);
}
