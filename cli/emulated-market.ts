/** The parties and metering points the commands use when they are not told of others. */
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { type Mpan, mpanCheckDigit } from '../protocol/identifiers/mpan.ts';
import { type Mprn, mprnCheckDigits } from '../protocol/identifiers/mprn.ts';

export const SUPPLIER: Eui64 = '90-B3-D5-1F-30-01-00-00';
export const NETWORK_OPERATOR: Eui64 = '90-B3-D5-1F-30-00-00-02';

/** London's distributor identifier: emulated meters are in a London of their own. */
const DISTRIBUTOR = '12';

/** The MPRN of the last eight digits of a number. */
export function emulatedMprn(number: number): Mprn {
  const digits = String(number).slice(-8).padStart(8, '0');
  return `${digits}${mprnCheckDigits(digits)}`;
}

/** The MPAN of a number up to ten digits long. */
export function emulatedMpan(number: number): Mpan {
  const digits = `${DISTRIBUTOR}${String(number).padStart(10, '0')}`;
  return `${digits}${mpanCheckDigit(digits)}`;
}
