/** Numbers and truth: integers within bounds, 64-bit integers, exact decimals, booleans. */
import { range, SAFE, type Scalar, scalar } from './scalar.ts';

const INTEGER = /^[+-]?[0-9]+$/;

/** A whole number within bounds that a JavaScript number holds exactly. */
export function integer(
  min: number,
  max: number,
  options: { unit?: string; digits?: number } = {},
): Scalar<number> {
  if (!(min >= -SAFE && max <= SAFE && min <= max))
    throw new Error(`integer ${min}..${max} is not exact; use big`);
  const describe = `integer ${min} to ${max}${options.unit ? ` (${options.unit})` : ''}`;
  const digits = options.digits ?? 0;
  return scalar({
    word: 'integer',
    describe,
    wire: 'integer',
    min,
    max,
    check: range(min, max, describe),
    toText: digits ? (value) => String(value).padStart(digits, '0') : String,
    fromText: (text) => (INTEGER.test(text) ? Number(text) + 0 : undefined),
  });
}

/** A whole number that may pass 2^53: always a bigint, whatever its size. */
export function big(min: bigint, max: bigint): Scalar<bigint> {
  const describe = `integer ${min} to ${max}`;
  return scalar({
    word: 'big',
    describe,
    wire: 'big',
    min,
    max,
    check: range(min, max, describe),
    fromText: (text) =>
      INTEGER.test(text) && text.length < 40 ? BigInt(text.replace('+', '')) : undefined,
  });
}

const DECIMAL = /^([+-]?)([0-9]*)(?:\.([0-9]*))?$/;

/** An exact decimal, held as a whole number of its smallest place: 1.234 with 3 places is 1234. */
export function decimal(places: number, min: number, max: number, unit = ''): Scalar<number> {
  if (places < 1) throw new Error('a decimal without places is an integer');
  const describe =
    `decimal with ${places} places, ${min} to ${max} in units of 1e-${places} ${unit}`.trim();
  return scalar({
    word: 'decimal',
    describe,
    wire: 'integer',
    min,
    max,
    check: range(min, max, describe),
    toText(value) {
      const digits = String(Math.abs(value as number)).padStart(places + 1, '0');
      return `${(value as number) < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
    },
    fromText(text) {
      const [, sign, whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
      if (sign === undefined || whole + fraction === '' || /[1-9]/.test(fraction.slice(places)))
        return undefined;
      const scaled = Number(whole + fraction.slice(0, places).padEnd(places, '0'));
      return sign === '-' && scaled !== 0 ? -scaled : scaled;
    },
  });
}

export const boolean: Scalar<boolean> = scalar({
  word: 'boolean',
  describe: 'true or false',
  wire: 'boolean',
  check: (value) => (typeof value === 'boolean' ? undefined : 'expected true or false'),
  fromText: (text) =>
    text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined,
});

/** A 64-bit counter. */
export const unsigned64 = big(0n, 2n ** 64n - 1n);
export const int16 = integer(-32_768, 32_767);
export const int32 = integer(-(2 ** 31), 2 ** 31 - 1);
export const unsigned16 = integer(0, 65_535);
export const unsigned32 = integer(0, 2 ** 32 - 1);
