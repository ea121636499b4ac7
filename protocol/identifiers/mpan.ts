/** MPAN core: which electricity metering point. Thirteen digits, the last of them a check digit. */
import { Refused } from '../refused.ts';

/** Thirteen digits without spaces. */
export type Mpan = string;

const WEIGHTS = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43] as const;

/**
 * The thirteen digits of an MPAN core written with or without spaces; throws Refused
 * (IDENTIFIER_REFUSED) for another form or a wrong check digit.
 */
export function parseMpan(text: string): Mpan {
  const mpan = text.replaceAll(' ', '');
  if (!/^[0-9]{13}$/.test(mpan))
    refuse(`expected an MPAN of 13 digits, found "${text.slice(0, 40)}"`);
  if (Number(mpan[12]) !== mpanCheckDigit(mpan)) refuse(`the check digit of MPAN ${mpan} is wrong`);
  return mpan;
}

/** Of the first twelve digits: the sum weighted by primes (11 is left out), modulo 11, modulo 10. */
export function mpanCheckDigit(digits: string): number {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return (sum % 11) % 10;
}

/** As on a bill: 2, 4, 4 and 3 digits. */
export function formatMpan(mpan: Mpan): string {
  return mpan.replace(/^(..)(....)(....)(...)$/, '$1 $2 $3 $4');
}

/** The distributor's number, 10 to 23 for the areas of the former boards, above for independent ones. */
export function mpanDistributor(mpan: Mpan): number {
  return Number(mpan.slice(0, 2));
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'IDENTIFIER_REFUSED');
}
