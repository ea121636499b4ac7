/** MPRN: which gas supply point. Six to ten digits, the last two of them a check in most. */
import { Refused } from '../refused.ts';

/** Six to ten digits. */
export type Mprn = string;

/**
 * Throws Refused (IDENTIFIER_REFUSED) for another form. A wrong check is a warning only: numbers of
 * independent networks do not all follow the rule.
 */
export function parseMprn(text: string): { readonly mprn: Mprn; readonly warning?: string } {
  const mprn = text.replaceAll(' ', '');
  if (!/^[0-9]{6,10}$/.test(mprn))
    throw new Refused(
      '',
      `expected an MPRN of 6 to 10 digits, found "${text.slice(0, 40)}"`,
      undefined,
      'IDENTIFIER_REFUSED',
    );
  const check = mprnCheckDigits(mprn.slice(0, -2));
  if (mprn.endsWith(check)) return { mprn };
  return { mprn, warning: `the check digits of MPRN ${mprn} are not ${check}` };
}

/** The sum of digits weighted by their place from the right, modulo 11, as two digits. */
export function mprnCheckDigits(digits: string): string {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) sum += Number(digits[at]) * (digits.length - at);
  return String(sum % 11).padStart(2, '0');
}
