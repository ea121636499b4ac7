/** Numbers of new metering points: each once, whatever is killed, and none that the register has already. */
import { mpanCheckDigit } from '../../../protocol/identifiers/mpan.ts';
import { mprnCheckDigits } from '../../../protocol/identifiers/mprn.ts';
import type { Party } from '../../access/parties.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { MeteringPoint } from '../registration.ts';

type Fuel = MeteringPoint['fuel'];
type World = Pick<Stations, 'store' | 'register'>;

/** A range of numbers: its counter in the database, and the number that each count gives. */
export type NumberRange = {
  readonly counter: string;
  /** Undefined: past its end. */
  readonly numberOf: (count: number) => string | undefined;
};

const MPAN_DIGITS = 10;
/** With the check digits ten; independent transporters have no other length (gb.md §5.2). */
const MPRN_DIGITS = 8;
/** Where migrated numbers fill the range: looked past so many at once, and so often in one request. */
const LOOKED_PAST = 2_000;
const ROUNDS_MAX = 150;

/** Throws Fault CONNECTION_NUMBERS for a party that has none on record. */
export function rangeOf({ distributorId, mprnPrefix }: Party, fuel: Fuel): NumberRange {
  if (fuel === 'electricity') {
    if (distributorId === undefined) throw new Fault('CONNECTION_NUMBERS', 'no distributor id');
    return mpanRange(distributorId);
  }
  if (mprnPrefix === undefined) throw new Fault('CONNECTION_NUMBERS', 'no range of MPRNs');
  return mprnRange(mprnPrefix);
}

export const mpanRange = (distributorId: number): NumberRange => ({
  counter: `mpan/${distributorId}`,
  numberOf: (count) => {
    const digits = padded(String(distributorId), MPAN_DIGITS, count);
    return digits && `${digits}${mpanCheckDigit(digits)}`;
  },
});

export const mprnRange = (prefix: string): NumberRange => ({
  counter: `mprn/${prefix}`,
  numberOf: (count) => {
    const digits = padded(prefix, MPRN_DIGITS - prefix.length, count);
    return digits && `${digits}${mprnCheckDigits(digits)}`;
  },
});

function padded(prefix: string, width: number, count: number): string | undefined {
  const rest = String(count);
  return rest.length > width ? undefined : prefix + rest.padStart(width, '0');
}

/**
 * `wanted` numbers of the range. They are given out when this resolves, whatever becomes of the request: a crash
 * leaves a gap, never a number twice. Throws Fault CONNECTION_NUMBERS.
 */
export async function takeNumbers(
  { store, register }: World,
  range: NumberRange,
  wanted: number,
): Promise<string[]> {
  const taken: string[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const count = round === 0 ? wanted : LOOKED_PAST;
    const first = Number(await store.reserveCounter(range.counter, count));
    const numbers = Array.from({ length: count }, (_, at) => range.numberOf(first + at));
    const possible = numbers.filter((number) => number !== undefined);
    if (possible.length === 0) throw new Fault('CONNECTION_NUMBERS', 'the range is used up');
    const known = new Set((await register.findAll(possible)).map(({ mpxn }) => mpxn));
    taken.push(...possible.filter((number) => !known.has(number)));
    if (taken.length >= wanted) return taken.slice(0, wanted);
  }
  throw new Fault('CONNECTION_NUMBERS', 'all that were looked at are in use: ask again');
}
